// What people are told of an incident: complete in itself, so that its end can be told of when the model does
// not have its subject any more.
#pragma once

#include "model/alerts/machine.hpp"
#include "model/alerts/watcher.hpp"

#include <string>
#include <vector>

namespace hm::model::alerts {

struct notice {
    std::string key, incident;
    std::string rule, model;
    severity level = severity::page;
    std::vector<std::string> sinks;  // of its rule; empty: all
    std::string node, kind, region;  // the daemon's own trouble has no node
    std::string state;               // of the node, as the model calls it
    std::string summary;             // one line: what, where
    std::string reason;              // one line: why
    std::vector<std::string> blame;  // the leaves it comes from
    std::string owner, runbook, link;
    std::map<std::string, std::string> labels;
    wall_time since{};    // it is so
    wall_time started{};  // people are told
    wall_time told{};     // last
    std::optional<wall_time> ended;
    std::string ended_because;

    friend bool operator==(const notice&, const notice&) = default;
};

// More leaves than these are counted.
inline constexpr std::size_t max_named_leaves = 10;

// `public_url`: where people find the daemon's page; empty: no link. `s` is of the watcher's graph.
notice describe(const alert& a, const watcher& by, const snapshot& s, const std::string& public_url);

}  // namespace hm::model::alerts
