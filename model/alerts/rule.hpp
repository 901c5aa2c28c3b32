// What is worth an alert: rules of the settings, as plain data. watcher.hpp applies them to a picture,
// machine.hpp makes incidents of what it finds.
#pragma once

#include "model/alerts/severity.hpp"
#include "model/definition.hpp"
#include "model/state.hpp"
#include "model/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hm::model::alerts {

enum class rule_kind : std::uint8_t {
    states,       // a node is in one of these states
    verdict,      // balancers are told that a region is down
    burn_rate,    // somebody's error budget burns (model/slo)
    stale,        // nothing is known of a node because its results stopped coming
    certificate,  // one that a signal saw expires soon
    daemon,       // the daemon itself is in trouble
};

enum class subject_kind : std::uint8_t { root, region, flow, component, dependency, signal };

// Of the daemon itself.
enum class trouble : std::uint8_t {
    store,      // a restart would forget something
    suspicion,  // it suspects itself of a mass failure, and holds its verdicts
    overload,   // runs are left out: it cannot probe as often as it should
};

std::string_view to_string(rule_kind k);
std::string_view to_string(subject_kind k);
std::string_view to_string(trouble t);

// Whom a rule is about: what fits every list that is not empty.
struct selection {
    std::vector<std::string> nodes;  // "cosmos-db@westeurope"; "cosmos-db": everywhere; "westeurope"
    std::vector<subject_kind> kinds;
    std::vector<criticality> classes;  // of flows
    std::vector<std::string> regions;

    friend bool operator==(const selection&, const selection&) = default;
};

struct rule {
    std::string name;  // unique
    rule_kind what = rule_kind::states;
    selection whom;
    std::vector<state> states;        // kind states
    duration expires_within{0};       // kind certificate
    std::vector<trouble> troubles;    // kind daemon; empty: any
    duration lasting{0};              // `for:`; before it nobody is told
    duration clear_for{0};            // nor is anybody told of the end before it was over for so long
    severity level = severity::page;  // of a burn rate: its own
    std::optional<duration> remind;   // how often those who were told are told again; absent: never
    std::vector<std::string> sinks;   // empty: all

    friend bool operator==(const rule&, const rule&) = default;
};

// What holds once there is anybody to tell.
std::vector<rule> default_rules();

}  // namespace hm::model::alerts
