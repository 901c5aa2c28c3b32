// What a question about the past asks for, from its query: a range or a moment, filters, a page. The first
// mistake is the one that is told.
#pragma once

#include "daemon/history/queries.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace hm::daemon {

// Without `from`: so long before `to`.
inline constexpr std::chrono::hours default_past_range{24};

// RFC 3339 with its offset, at most to the millisecond.
std::optional<model::wall_time> parse_instant(std::string_view text);

struct past_request {
    history_range range;
    model::wall_time time{};  // of `at`
    std::optional<std::string> node, region, flow, kind;
    std::optional<model::state> state;
    bool scores = true, signals = false;
    std::optional<std::int64_t> after;  // the cursor of `at`
    std::string mistake;                // empty when all is well
};

// `known`: of from, to, time, limit, cursor, after, node, region, flow, kind, state, scores, signals.
past_request parse_past(std::string_view query, std::span<const std::string_view> known,
                        model::wall_time now);

}  // namespace hm::daemon
