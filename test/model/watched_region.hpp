// A naive second opinion of everything that can be said about one region by watching it and counting seconds.
#pragma once

#include "model/override.hpp"
#include "model/rollup_rule.hpp"
#include "model/traffic_rules.hpp"
#include "model/verdict.hpp"

#include <array>
#include <memory>
#include <optional>

namespace hm::model::test {

bool is_bad(const region_evidence& e);

struct watched {
    std::size_t name = 0;
    weight share = weight_one;
    region_evidence shows;
    std::array<std::shared_ptr<const operator_override>, 3> words;  // by kind
    std::array<steady_time, 3> words_end{};
    steady_time drain_began{};
    int drained_from = 100;

    bool warm = false;
    duration bad{}, failed{}, well{};  // for so long
    bool down = false;
    std::optional<steady_time> went_down, came_back;
    int flaps = 0;
    steady_time unknown_since{};
    verdict computed = verdict::up;
    score last_score, last_well_score;
    bool last_total = false, last_bad = false;
    // What a freeze told first.
    std::shared_ptr<const operator_override> frozen_by;
    verdict frozen = verdict::up;
    int frozen_weight = 100;
    std::optional<steady_time> back_at;  // told to serve again, and not yet for the length of the ramp

    const auto& word(override_kind k) const { return words[static_cast<std::size_t>(k)]; }
    bool votes() const { return warm && !word(override_kind::drain); }
    bool unspoken() const { return !words[0] && !words[1] && !words[2]; }
    void count(duration passed);
    void judge(const traffic_rules& rules, steady_time now);
};

}  // namespace hm::model::test
