// The functions over windows, and what stands inside their parentheses: `p95(latency over 5m)`. Helpers of
// the parser in conditions.cpp; all of them throw bad_condition.
#pragma once

#include "config/condition_fields.hpp"
#include "model/windowed_value.hpp"

namespace hm::config {

inline constexpr model::duration min_window = std::chrono::seconds{1};
inline constexpr model::duration max_window = std::chrono::hours{24};

std::optional<model::aggregate> function_of(std::string_view word);
model::aggregate function_named(const token& name);
// "write it like p95(latency over 5m) > 300ms"
std::string example_of(model::aggregate how);

// How long a certificate lasts is no matter of runs.
void refuse_certificate(const token& t, model::field what);
// The field whose values p95 and its like take; the parser counts runs itself.
void read_taken_field(token_cursor& in, const token& function, model::condition::node& into,
                      std::vector<body_path>& paths);
// `over 5m`, up to the parenthesis behind it.
model::duration read_window(token_cursor& in, const token& function);
// What the figure is compared with. Of a rate it says the unit of time, too.
double read_figure(const token& literal, model::windowed_value& of);

}  // namespace hm::config
