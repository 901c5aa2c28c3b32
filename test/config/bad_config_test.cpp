// Every file of test/bad-config/, and every directory as a model of several files, against the exact text of
// its mistakes, in <name>.expected beside it. HM_UPDATE_EXPECTED=1 writes the .expected files anew, to be
// read in the diff.
#include "config/load.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "test/model/zones.hpp"

using namespace hm::config;
namespace fs = std::filesystem;

namespace {

const fs::path folder = fs::path{HM_SOURCE_DIR} / "test" / "bad-config";

std::string read(const fs::path& path) {
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

std::vector<fs::path> cases() {
    std::vector<fs::path> all;
    for (const auto& entry : fs::directory_iterator{folder})
        if (entry.path().extension() == ".yaml" || entry.is_directory()) all.push_back(entry.path());
    std::sort(all.begin(), all.end());
    return all;
}

const hm::model::test::some_zones zones;
const surroundings around{&zones, std::chrono::sys_days{std::chrono::year{2026} / 6 / 1}};

// Messages show the bare name, so that the expected text does not depend on where the checkout is.
std::vector<diagnostic> mistakes_of(const fs::path& path) {
    if (fs::is_directory(path)) {
        const fs::path before = fs::current_path();
        fs::current_path(folder);
        loaded_model loaded = load_model_files({path.filename()}, around);
        fs::current_path(before);
        return std::move(loaded.diagnostics);
    }
    const source text{path.filename(), read(path)};
    const bool is_settings = path.stem().extension() == ".settings";
    return is_settings ? load_settings(text).diagnostics : load_model(text, around).diagnostics;
}

}  // namespace

TEST_CASE("every bad file is told exactly what is expected of it", "[config][bad-config]") {
    const auto files = cases();
    REQUIRE(files.size() >= 40);
    for (const fs::path& file : files) {
        INFO(file.filename());
        const std::vector<diagnostic> found = mistakes_of(file);
        const std::string told = render(found);
        fs::path expected = file;
        expected.replace_extension(".expected");
        if (std::getenv("HM_UPDATE_EXPECTED") != nullptr) std::ofstream{expected, std::ios::binary} << told;
        CHECK(!found.empty());
        CHECK(told == read(expected));
    }
}

TEST_CASE("every expected text belongs to a bad file", "[config][bad-config]") {
    for (const auto& entry : fs::directory_iterator{folder}) {
        if (entry.path().extension() != ".expected") continue;
        fs::path file = entry.path();
        INFO(file);
        const bool is_directory = fs::is_directory(file.replace_extension());
        CHECK((is_directory || fs::exists(file.string() + ".yaml")));
    }
}
