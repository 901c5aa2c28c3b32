// Files with tests of a model: what is given, and what is expected to come of it. Read here, run by
// daemon/model_test/.
//
//   model: contoso-shoes.yaml         # beside this file; or the model itself
//   tests:
//     - name: a slow blob store degrades the front end
//       given:   { "blob-storage@westeurope": degraded }    # a node's own signals, or a node that has none
//       force:   { … }                                      # the node itself
//       signals: { "blob-storage@westeurope/latency": 150ms }    # what a signal sees from now on
//       expect:  { "front-end@westeurope": degraded, "westeurope": { verdict: up } }
//       steps:   [{ at: 0s, given: …, expect: … }, { at: 15s, expect: … }]    # instead: on a clock
#pragma once

#include "config/load.hpp"
#include "model/explain.hpp"
#include "model/graph.hpp"
#include "model/observation.hpp"

#include <string>
#include <utility>
#include <vector>

namespace hm::config {

inline constexpr std::size_t max_tests = 10'000;  // of one file
inline constexpr std::size_t max_steps = 1000;    // of one test
inline constexpr model::duration max_test_time = std::chrono::hours{24 * 30};

struct given_state {
    model::vertex_id node{};
    std::optional<model::grade> state;  // absent: only the flags
    model::flag_set flags;
};

struct given_result {
    model::signal_id signal{};
    std::optional<model::observation> seen;  // absent: no more results
};

// Of one node. What is absent is not looked at.
struct expectation {
    model::vertex_id node{};
    int line = 0;
    std::optional<model::grade> state;
    std::optional<std::string> score;  // as written: compared to as many decimals as it has
    std::optional<std::string> rung;
    std::optional<std::vector<std::string>> blame;  // these leaves and no others, sorted
    std::optional<std::vector<std::string>> impaired;
    std::optional<bool> maintenance, acknowledged;
    std::optional<model::verdict> verdict;  // of a region, or of a flow in one
    std::optional<int> weight_percent;
};

struct test_step {
    model::duration at{};
    std::vector<given_state> given, forced;
    std::vector<given_result> signals;
    std::vector<expectation> expect;
};

struct model_test {
    std::string name;
    int line = 0;
    std::vector<test_step> steps;  // in the order of time; a test without a clock has one
};

struct model_tests {
    std::shared_ptr<const model::graph> graph;
    std::vector<model_test> tests;
};

// The diagnostics of a model file that the tests name are among those that are returned.
loaded<model_tests> load_model_tests(const std::string& path, const surroundings& around = {});

}  // namespace hm::config
