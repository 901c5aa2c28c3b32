#include "daemon/cli/test.hpp"

#include "config/model_files.hpp"
#include "config/model_tests.hpp"
#include "daemon/cli/commands.hpp"
#include "daemon/cli/junit.hpp"
#include "daemon/model_test/run_tests.hpp"
#include "daemon/outputs/json_writer.hpp"
#include "daemon/time_zones.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>

namespace hm::daemon::cli {

namespace {

// A directory stands for its files; whatever else is named is read, or reported as unreadable: a directory
// without files, too.
std::vector<std::string> files_of(const std::vector<std::string>& paths) {
    std::vector<std::string> files;
    std::error_code unreadable;
    for (const std::string& path : paths) {
        const auto inside = std::filesystem::is_directory(path, unreadable)
                                ? config::yaml_files_in(path)
                                : config::parsed<std::vector<std::string>>{std::vector<std::string>{path}};
        if (inside)
            files.insert(files.end(), inside.value->begin(), inside.value->end());
        else
            files.push_back(path);
    }
    return files;
}

void drop_others(config::model_tests& tests, const std::string& only) {
    std::erase_if(tests.tests,
                  [&](const config::model_test& t) { return t.name.find(only) == std::string::npos; });
}

std::string where(const std::string& file, const failed_expectation& f) {
    return fmt::format("{}:{}: {} at {}", file, f.line, f.node, model::format_duration(f.at));
}

void print(const tested_file& file) {
    for (const test_outcome& t : file.outcomes) {
        fmt::print("{} {}\n", t.passed() ? "ok    " : "FAILED", t.name);
        for (const failed_expectation& f : t.failures) {
            fmt::print("  {}: {} is {}, expected {}\n", where(file.path, f), f.what, f.actual, f.expected);
            for (const std::string& line : f.tree) fmt::print("    {}\n", line);
        }
    }
}

void write_failure(json_writer& w, const failed_expectation& f) {
    const auto o = w.object();
    w.key("node").text(f.node);
    w.key("line").integer(f.line);
    w.key("at_s").number(std::chrono::duration<double>(f.at).count());
    w.key("what").text(f.what);
    w.key("expected").text(f.expected);
    w.key("actual").text(f.actual);
    const auto tree = w.key("tree").array();
    for (const std::string& line : f.tree) w.text(line);
}

std::string as_json(const std::vector<tested_file>& files, int passed, int failed) {
    json_writer w;
    {
        const auto o = w.object();
        w.key("passed").integer(passed);
        w.key("failed").integer(failed);
        const auto list = w.key("tests").array();
        for (const tested_file& file : files)
            for (const test_outcome& t : file.outcomes) {
                const auto test = w.object();
                w.key("file").text(file.path);
                w.key("line").integer(t.line);
                w.key("name").text(t.name);
                w.key("passed").boolean(t.passed());
                const auto failures = w.key("failures").array();
                for (const failed_expectation& f : t.failures) write_failure(w, f);
            }
    }
    return w.take() + "\n";
}

bool write_junit(const std::string& path, const std::vector<tested_file>& files) {
    std::ofstream out{path};
    out << junit_xml(files);
    out.close();
    if (!out) fmt::print(stderr, "healthmodeld: {} cannot be written\n", path);
    return static_cast<bool>(out);
}

}  // namespace

int test(const test_options& options) {
    std::vector<tested_file> files;
    bool readable = true;
    int passed = 0, failed = 0;
    for (const std::string& path : files_of(options.files)) {
        auto tests = config::load_model_tests(path, here_and_now());
        if (!tests.value)
            fmt::print(stderr, "{}", config::render(tests.diagnostics));  // warnings are `check`'s
        readable = readable && tests.value;
        if (!tests.value) continue;
        if (options.only) drop_others(*tests.value, *options.only);
        files.push_back({path, run_tests(*tests.value)});
        for (const test_outcome& t : files.back().outcomes) ++(t.passed() ? passed : failed);
        if (!options.json) print(files.back());
    }
    if (options.json)
        fmt::print("{}", as_json(files, passed, failed));
    else
        fmt::print("{} passed, {} failed\n", passed, failed);
    const bool written = !options.junit || write_junit(*options.junit, files);
    if (!readable || !written || passed + failed == 0) return exit_usage;
    return failed == 0 ? exit_ok : exit_failed;
}

}  // namespace hm::daemon::cli
