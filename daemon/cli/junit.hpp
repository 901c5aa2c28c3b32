// Outcomes of model tests as JUnit XML, which CI systems read: a suite per file, a case per test.
#pragma once

#include "daemon/model_test/run_tests.hpp"

#include <string>
#include <vector>

namespace hm::daemon::cli {

struct tested_file {
    std::string path;
    std::vector<test_outcome> outcomes;
};

std::string junit_xml(const std::vector<tested_file>& files);

}  // namespace hm::daemon::cli
