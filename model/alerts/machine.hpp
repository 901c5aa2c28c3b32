// From what is found at one instant to incidents: each is told of once, when it lasted, when nothing mutes it
// and no cause of it is told of already; and its end is told of always. Pure: the time is a parameter.
//
//   pending ─► firing ─► over            `for:` and `clear_for:` of the rule
//      └► muted, held ─┘                 maintenance, acknowledged; a cause that speaks for it
//
// What is unclear begins nothing and ends nothing.
#pragma once

#include "model/alerts/finding.hpp"
#include "model/time.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hm::model::alerts {

enum class phase : std::uint8_t { pending, muted, held, firing };
std::string_view to_string(phase p);

struct alert {
    finding what;
    phase now = phase::pending;
    wall_time since{};    // it holds without a break
    steady_time due{};    // it has lasted
    std::string held_by;  // the key of the cause; kept until it settled
    steady_time settled = steady_time::min();
    // While firing.
    std::string incident;
    wall_time fired{};
    steady_time told{};
    std::optional<moment> well_since;
};

struct change {
    enum class kind : std::uint8_t { fired, reminded, over };
    kind what = kind::fired;
    std::string incident;
    alert of;
    wall_time at{};     // of an end: when it was well again, or gone
    bool gone = false;  // over, because nobody looks at it any more
};

// An incident that was told of before a restart.
struct told_incident {
    std::string key, incident;
    severity level = severity::page;
    wall_time since{}, fired{}, told{};
};

// Beyond these, further ones are counted and not told of: whoever gets a thousand alerts reads none of them.
inline constexpr std::size_t max_alerts = 1000;

// A symptom may outlive its cause for so long before it is one of its own.
inline constexpr std::chrono::minutes settling{1};

class machine {
public:
    explicit machine(std::vector<rule> rules) : rules_(std::move(rules)) {}

    struct surroundings {
        // Not asked twice about the same two in one step. No circles.
        std::function<bool(const finding& cause, const finding& symptom)> is_cause;
        // Of a key of which nothing was found.
        std::function<absence(const std::string& key)> absence_of;
    };
    // One look. Findings have keys of their own.
    std::vector<change> step(std::span<const finding> found, const surroundings& around, moment now);

    // Goes on with an incident: before the first step, or later in place of one that nobody was told of.
    void resume(const told_incident& i, moment now);

    // There is another graph: what alerts are about has other numbers there, which the next look tells.
    void forget_subjects();

    const std::map<std::string, alert>& alerts() const { return alerts_; }  // by key
    std::uint64_t left_out() const { return left_out_; }  // findings beyond max_alerts, over all looks

private:
    void take_in(std::span<const finding> found, moment now);
    void leave(std::span<const finding> found, const surroundings& around, moment now,
               std::vector<change>& out);
    void decide(alert& a, const surroundings& around, moment now, std::vector<change>& out);
    void remind(alert& a, const surroundings& around, moment now, std::vector<change>& out) const;
    const alert* cause_of(const alert& a, const surroundings& around, moment now) const;
    bool speaks_for(const alert& cause, const alert& a, moment now) const;
    const rule& rule_of(const alert& a) const { return rules_[a.what.of]; }

    std::vector<rule> rules_;
    std::map<std::string, alert> alerts_;
    std::uint64_t left_out_ = 0;
};

}  // namespace hm::model::alerts
