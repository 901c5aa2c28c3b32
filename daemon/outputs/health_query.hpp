// What a caller of /health… may ask for beside the verdict: ?format=json&on_degraded=fail&min_score=0.5
//
//   format       text | json | weight | agent   the body; json is also asked for by Accept
//   on_degraded  pass | warn | fail             degraded: 200, 429 (a warning to Consul), 503
//   on_drain     fail | 404 | pass              drained: 503, 404 (HAProxy's disable-on-404), 200
//   on_unknown   last | open | closed           no fresh evidence: as it was told last, 200, 503
//   min_score    0 to 1                         below it: 503
//
// Neither on_degraded nor min_score takes out a region that is kept in on purpose (guard, panic, force_up):
// everybody would ask with the same parameters, and nobody would be left.
#pragma once

#include "model/verdict.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hm::daemon {

enum class body_format : std::uint8_t { text, json, weight, agent };

struct health_query {
    std::optional<body_format> format{};
    int on_degraded = 200;  // the status
    int on_drain = 503;
    std::optional<int> on_unknown{};  // absent: that of the last verdict
    model::score min_score{0};

    std::string ignored{};  // names that we do not know: "a, b"
    std::string wrong{};    // the first name whose value cannot be used
};

health_query parse_health_query(std::string_view query);

// 200 or 503 unless the caller asked for something else.
int status_of(const model::region_verdict& told, const health_query& asked);

}  // namespace hm::daemon
