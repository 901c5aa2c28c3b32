// A comparator, and what stands to the right of it: text → value in base units (seconds, ratios, bytes), by
// what stands to the left of it. Pure; the parser in conditions.cpp adds the place.
#pragma once

#include "config/condition_tokens.hpp"
#include "config/units.hpp"
#include "model/condition.hpp"
#include "model/time.hpp"

#include <string_view>

namespace hm::config {

std::optional<model::comparator> comparator_of(std::string_view text);

bool looks_like_number(std::string_view text);

// Of a field of the body: a number with any unit, or a text or a boolean, which are only equal or not.
parsed<model::value> body_literal(const token& t, model::comparator cmp);
// A duration, in seconds.
parsed<double> latency_literal(std::string_view text);
parsed<double> status_literal(std::string_view text);

// A number with any unit: 20, -2.5, 70%, 64KiB, 150ms.
parsed<double> number_literal(std::string_view text);
parsed<double> count_literal(std::string_view text);

// "10/m": the number stays as it is written, so that it is compared exactly.
struct rate {
    double number = 0;
    model::duration per{};
};
parsed<rate> rate_literal(std::string_view text);

}  // namespace hm::config
