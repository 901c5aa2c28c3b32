// What may happen to a group of regions: random histories, printed so that a person can follow them, and cut
// down to the few events that matter when one goes wrong.
#pragma once

#include "model/verdict_machine.hpp"

#include <cstdint>
#include <functional>
#include <random>
#include <string>
#include <vector>

namespace hm::model::test {

struct event {
    enum class kind : std::uint8_t { nothing, see, all_see, say, unsay, restart, reload, set_clock };

    duration after{};  // since the event before; for a restart the daemon is gone all that time
    kind what = kind::nothing;
    std::size_t region = 0;    // by its place at the beginning; of those that are left, modulo
    region_evidence evidence;  // see, all_see
    override_kind word = override_kind::drain;
    duration length{};  // of an override; how far the clock is set
    std::optional<int> rate;
};

struct history {
    std::uint32_t seed = 0;
    std::size_t regions = 2;
    traffic_rules rules;
    std::vector<weight> shares;
    std::vector<event> events;
};

history random_history(std::uint32_t seed);
std::string to_string(const history& h);

// What went wrong in a history, in words; empty: nothing.
using replay = std::function<std::string(const history&)>;
// As few events, and as few regions, as still go wrong.
history shrunk(history h, const replay& goes_wrong);

}  // namespace hm::model::test
