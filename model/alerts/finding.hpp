// What a rule finds at one instant about one subject, and what others report. Values only.
#pragma once

#include "model/alerts/rule.hpp"
#include "model/ids.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hm::model::alerts {

// A burn-rate alert, as whoever tracks budgets (model/slo) reports it: each at every look, firing or not.
struct reported_burn {
    std::string name;  // which of several about one node: "1h"
    std::string node;  // as the graph calls it: "browse", "browse@westeurope"
    severity level = severity::page;
    bool firing = false;
    bool known = true;  // false: nothing is counted yet
    std::string words;  // "2.3 % of the 30 d budget burnt within 1 h, 16.6 times the rate that would last"
};

// What a picture of the model does not show.
struct reported {
    wall_time now{};  // pictures are drawn when something changes: the newest may be hours old
    std::optional<std::vector<reported_burn>> burns;      // absent: nobody knows yet
    std::vector<std::pair<trouble, std::string>> daemon;  // each with why, in words
    // When the certificates that a signal saw expire, by vertex: of those that saw any.
    std::vector<std::pair<vertex_id, wall_time>> certificates;
};

enum class truth : std::uint8_t {
    holds,
    unclear,  // the evidence does not say: nothing begins and nothing ends
};

struct finding {
    std::string key;                      // "RULE/SUBJECT": stays the same over reloads and restarts
    std::size_t of = 0;                   // rule
    vertex_id subject = vertex_id::none;  // none: the daemon itself
    severity level = severity::page;
    truth is = truth::holds;
    std::string muted_by;  // "maintenance", "acknowledged"; empty: nothing
    std::string words;     // what others reported; empty: the picture says it
};

// What it means that nothing is found of a key.
enum class absence : std::uint8_t {
    well,     // the subject is looked at, and all is well
    unclear,  // nobody knows yet
    gone,     // no rule is about it any more, or the model does not have it
};

}  // namespace hm::model::alerts
