// `healthmodeld test`: runs the tests of models and says what did not come out as expected.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace hm::daemon::cli {

struct test_options {
    std::vector<std::string> files;    // and directories with their *.yaml and *.yml
    std::optional<std::string> only;   // tests whose name contains this
    std::optional<std::string> junit;  // a file to write
    bool json = false;
};

// 0: all passed; 1: some failed; 2: a file could not be used, or there was no test.
int test(const test_options& options);

}  // namespace hm::daemon::cli
