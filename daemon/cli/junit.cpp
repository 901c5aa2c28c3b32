#include "daemon/cli/junit.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace hm::daemon::cli {

namespace {

// For attributes and text. Control characters have no place in XML 1.0.
std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            default:
                out += static_cast<unsigned char>(c) < 0x20 && c != '\n' ? '?' : c;
        }
    return out;
}

std::string failure_element(const failed_expectation& f) {
    const std::string summary =
        fmt::format("{} of {} is {}, expected {}", f.what, f.node, f.actual, f.expected);
    return fmt::format("      <failure message=\"{}\">line {}, at {}\n{}</failure>\n", escaped(summary),
                       f.line, model::format_duration(f.at),
                       escaped(fmt::format("{}", fmt::join(f.tree, "\n"))));
}

std::string case_element(const std::string& file, const test_outcome& t) {
    std::string failures;
    for (const failed_expectation& f : t.failures) failures += failure_element(f);
    return fmt::format(
        "    <testcase name=\"{}\" classname=\"{}\" file=\"{}\" line=\"{}\">\n{}    </testcase>\n",
        escaped(t.name), escaped(file), escaped(file), t.line, failures);
}

}  // namespace

std::string junit_xml(const std::vector<tested_file>& files) {
    std::string suites;
    for (const tested_file& file : files) {
        const auto failed = std::count_if(file.outcomes.begin(), file.outcomes.end(),
                                          [](const test_outcome& t) { return !t.passed(); });
        suites += fmt::format("  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\">\n", escaped(file.path),
                              file.outcomes.size(), failed);
        for (const test_outcome& t : file.outcomes) suites += case_element(file.path, t);
        suites += "  </testsuite>\n";
    }
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n" + suites + "</testsuites>\n";
}

}  // namespace hm::daemon::cli
