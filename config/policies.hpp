// `unknown:`, `min_known:`, `empty:` and `output:` of an entity or a group: how it comes to its state, beside
// its rules. And `unknown:` of a need.
#pragma once

#include "config/reader.hpp"
#include "model/definition.hpp"

namespace hm::config {

inline constexpr model::duration min_hold = std::chrono::seconds{1};
inline constexpr model::duration max_hold = std::chrono::hours{24 * 7};

// { hold: 10m }; and whether there is a bare `hold`, which is reported.
std::optional<model::duration> read_hold(const node& n, report& out);
bool is_bare_hold(const node& n, report& out);

void read_policy(map_reader& keys, model::node_policy& into, report& out, const model::scale& states);

// What a need does with a child that is unknown.
struct need_unknown {
    bool drop = false;
    std::optional<model::duration> hold;
};
std::optional<need_unknown> as_need_unknown(const node& n, report& out);

}  // namespace hm::config
