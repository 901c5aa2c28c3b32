// What a dashboard shows: rows of panels, each with the queries behind it. How that is written for Grafana is
// the business of dashboard_json.hpp.
#pragma once

#include "model/definition.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace hm::daemon {

struct dashboard_query {
    std::string expr;
    std::string legend;  // {{label}} is filled in by Grafana
};

struct dashboard_panel {
    // What numbers mean: a state (0 healthy … 3 unknown), a switch (0 and 1), or a number with a unit.
    enum class shows : std::uint8_t { state, verdict, yes_no, ratio, seconds, time_ago, rate, number };
    enum class as : std::uint8_t { stat, lines, timeline };

    std::string title;
    std::string description;
    as how = as::stat;
    shows what = shows::number;
    int width = 6;  // of 24
    int height = 5;
    std::vector<dashboard_query> queries{};
    bool may_be_empty = false;  // for as long as all is well, or until something was seen
};

struct dashboard_row {
    std::string title;
    std::vector<dashboard_panel> panels;
};

// `job`: a matcher to be put into every selector, `job="healthmodel"`, or empty.
std::vector<dashboard_row> dashboard_rows(const model::definition& d, const std::string& job);

}  // namespace hm::daemon
