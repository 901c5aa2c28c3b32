// Runs the tests of a model (config/model_tests.hpp), each on a simulation of its own, and says what did not
// come out as expected, with the tree that led to it.
#pragma once

#include "config/model_tests.hpp"

#include <string>
#include <vector>

namespace hm::daemon {

struct failed_expectation {
    std::string node;
    int line = 0;  // of the expectation
    model::duration at{};
    std::string what;  // state, score, verdict, …
    std::string expected, actual;
    std::vector<std::string> tree;  // how the node came to what it is
};

struct test_outcome {
    std::string name;
    int line = 0;
    std::vector<failed_expectation> failures;

    bool passed() const { return failures.empty(); }
};

std::vector<test_outcome> run_tests(const config::model_tests& tests);

}  // namespace hm::daemon
