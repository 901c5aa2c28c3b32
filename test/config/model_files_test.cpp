// A model of several files: directories, includes, and mistakes that stand in one of them or between two.
#include "config/model_files.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>

#include <unistd.h>

using namespace hm;
using namespace hm::config;
namespace fs = std::filesystem;

namespace {

// A directory of its own that goes with the test.
class folder {
public:
    folder() {
        std::string pattern = fs::temp_directory_path() / "hm-files-XXXXXX";
        REQUIRE(mkdtemp(pattern.data()) != nullptr);
        path_ = pattern;
    }
    ~folder() { fs::remove_all(path_); }
    folder(const folder&) = delete;
    folder& operator=(const folder&) = delete;

    std::string file(const std::string& name, const std::string& text) const {
        fs::create_directories((path_ / name).parent_path());
        std::ofstream{path_ / name} << text;
        return path_ / name;
    }
    std::string path() const { return path_; }

    // Messages with the folder's name taken out.
    std::string told(const loaded_model& loaded) const {
        std::string text = render(loaded.diagnostics);
        const std::string here = path_.string() + "/";
        for (std::size_t at = text.find(here); at != std::string::npos; at = text.find(here))
            text.erase(at, here.size());
        return text;
    }

private:
    fs::path path_;
};

const std::string base = "model: shop\nregions: { west: {} }\n";
const std::string flows = "flows: { buy: { needs: [api] } }\n";
const std::string api = "components: { api: { signals: { port: { tcp: \"127.0.0.1:1\" } } } }\n";

}  // namespace

TEST_CASE("sections of several files are merged, in the order in which they are given", "[config][files]") {
    const folder f;
    const loaded_model loaded = load_model_files(
        {f.file("a.yaml", base + flows),
         f.file("b.yaml", api + "flows: { sell: { needs: [api] } }\nregions: { east: {} }\n")});
    INFO(f.told(loaded));
    REQUIRE(loaded.value);
    const model::definition& d = **loaded.value;
    CHECK(d.regions.size() == 2);
    REQUIRE(d.entities.size() == 3);
    CHECK(d.entities[0].name == "buy");
    CHECK(d.entities[1].name == "sell");
}

TEST_CASE("a directory is its yaml files in the order of their names", "[config][files]") {
    const folder f;
    f.file("20.yml", api);
    f.file("10.yaml", base + flows);
    f.file("notes.txt", "not a model");
    f.file(".#10.yaml", "an editor's");
    f.file("deeper/30.yaml", "nobody reads this");
    const loaded_model loaded = load_model_files({f.path()});
    INFO(f.told(loaded));
    REQUIRE(loaded.value);
    CHECK((*loaded.value)->entities.size() == 2);
}

TEST_CASE("a directory without a model says so", "[config][files]") {
    const folder f;
    CHECK(render(load_model_files({f.path()}).diagnostics) ==
          f.path() + ": error: has no *.yaml or *.yml\n1 error, 0 warnings\n");
}

TEST_CASE("files include others beside them, each once", "[config][files]") {
    const folder f;
    f.file("parts/api.yaml", "include: ../flows.yaml\n" + api);
    f.file("flows.yaml", "include: [shop.yaml, parts]\n" + flows);  // a circle, and a directory
    const std::string shop = f.file("shop.yaml", base + "include: [parts/api.yaml, ./parts/../flows.yaml]\n");
    const loaded_model loaded = load_model_files({shop, shop});
    INFO(f.told(loaded));
    REQUIRE(loaded.value);
    CHECK((*loaded.value)->entities.size() == 2);
}

TEST_CASE("a text includes files beside its name", "[config][files]") {
    const folder f;
    f.file("api.yaml", api);
    CHECK(load_model(source{f.path() + "/shop.yaml", base + flows + "include: api.yaml\n"}).value);
}

TEST_CASE("an include that cannot be read is told where it stands", "[config][files]") {
    const folder f;
    const std::string shop =
        f.file("shop.yaml", base + flows + "include:\n  - api.yaml\n  - /dev/zero\n  - ''\n");
    const std::string text = f.told(load_model_files({shop}));
    CHECK(text.find("shop.yaml:5:5: error: \"api.yaml\" cannot be opened: No such file or directory\n"
                    "  5 |   - api.yaml\n    |     ^\n") == 0);
    CHECK(text.find("shop.yaml:6:5: error: \"/dev/zero\" is neither a file nor a directory") !=
          std::string::npos);
    CHECK(text.find("shop.yaml:7:5: error: the name of a file is missing here") != std::string::npos);
    CHECK(text.find("there is no \"api\"") == std::string::npos);  // it would stand in what is missing
}

TEST_CASE("a name declared in two files shows both places", "[config][files]") {
    const folder f;
    f.file("1.yaml", base + flows + api);
    f.file("2.yaml", "dependencies:\n  api: {}\n");
    CHECK(f.told(load_model_files({f.path()})) ==
          "2.yaml:2:3: error: the name \"api\" of this dependency is taken\n"
          "  2 |   api: {}\n    |   ^\n"
          "    hint: it names a component in 1.yaml:4:15\n1 error, 0 warnings\n");
    f.file("2.yaml", "components:\n  api: {}\n");
    CHECK(f.told(load_model_files({f.path()}))
              .find("2.yaml:2:3: error: the name \"api\" of this component is taken") == 0);
    f.file("2.yaml", "regions:\n  west: {}\n");
    CHECK(f.told(load_model_files({f.path()}))
              .find("2.yaml:2:3: error: the name \"west\" of this region is taken") == 0);
}

TEST_CASE("maintenance of two files is one list, each window named once", "[config][files]") {
    const folder f;
    const std::string when = "{ covers: west, reason: disks, every: day, from: 02:00, for: 1h }";
    f.file("1.yaml", base + flows + api + "maintenance: { a: " + when + " }\n");
    f.file("2.yaml", "maintenance: { b: " + when + " }\n");
    const loaded_model loaded = load_model_files({f.path()});
    REQUIRE(loaded.value);
    CHECK((*loaded.value)->maintenance.size() == 2);
    f.file("2.yaml", "maintenance: { a: " + when + " }\n");
    CHECK(f.told(load_model_files({f.path()}))
              .find("2.yaml:1:16: error: the name \"a\" of this maintenance window is taken") == 0);
}

TEST_CASE("witnesses of two files are one list, each named once", "[config][files]") {
    const folder f;
    f.file("1.yaml", base + flows + api + "witnesses: { a: { tcp: \"10.0.0.1:1\" } }\n");
    f.file("2.yaml", "witnesses: { b: { tcp: \"10.0.0.1:2\" } }\n");
    const loaded_model loaded = load_model_files({f.path()});
    REQUIRE(loaded.value);
    const model::definition& d = **loaded.value;
    CHECK(d.at(d.witnesses).signals.size() == 2);
    f.file("2.yaml", "witnesses: { a: { tcp: \"10.0.0.1:2\" } }\n");
    CHECK(f.told(load_model_files({f.path()})).find("hint: it names a witness in 1.yaml:5:14\n") !=
          std::string::npos);
}

TEST_CASE("what belongs to the whole model stands in one file", "[config][files]") {
    const folder f;
    f.file("1.yaml", base + flows + api + "defaults: { signal: { every: 5s } }\n");
    f.file("2.yaml", "model: shop\ndefaults: {}\n");
    const std::string text = f.told(load_model_files({f.path()}));
    CHECK(text.find("2.yaml:1:1: error: \"model\" stands in two files\n  1 | model: shop\n    | ^\n"
                    "    hint: it stands in 1.yaml:1:1 already\n") == 0);
    CHECK(text.find("2.yaml:2:1: error: \"defaults\" stands in two files") != std::string::npos);
}

TEST_CASE("every mistake shows the line of its own file", "[config][files]") {
    const folder f;
    f.file("1.yaml", base + "flows:\n  buy: { needs: [apj] }\n");
    f.file("2.yaml", "components:\n  api: { signals: { port: { tcp: \"127.0.0.1\" } } }\n");
    f.file("3.yaml", "componets: {}\nflows: [a]\n");
    CHECK(f.told(load_model_files({f.path()})) ==
          "1.yaml:4:18: error: there is no \"apj\"\n  4 |   buy: { needs: [apj] }\n    |                  ^\n"
          "    hint: did you mean \"api\"?\n"
          "2.yaml:2:35: error: \"127.0.0.1\" has no port\n"
          "  2 |   api: { signals: { port: { tcp: \"127.0.0.1\" } } }\n    |                                 "
          "  ^\n"
          "    hint: write it like host:8080\n"
          "3.yaml:1:1: error: unknown key \"componets\"\n  1 | componets: {}\n    | ^\n"
          "    hint: did you mean \"components\"?\n"
          "3.yaml:2:8: error: expected `key: value` lines, found a list\n  2 | flows: [a]\n    |        ^\n"
          "4 errors, 0 warnings\n");
}

TEST_CASE("no YAML in one file is told, and the others are not blamed for it", "[config][files]") {
    const folder f;
    f.file("1.yaml", base + flows);
    f.file("2.yaml", "components: { api: [\n");
    f.file("3.yaml", "a: 1\n---\nb: 1\n");
    const std::string text = f.told(load_model_files({f.path()}));
    CHECK(text.find("2.yaml:1:20: error: this is never closed") == 0);
    CHECK(text.find("3.yaml:2:1: error: text after the end of the document") != std::string::npos);
    CHECK(text.find("2 errors") != std::string::npos);
}

TEST_CASE("files and the depth of includes are limited", "[config][files][limits]") {
    const folder f;
    std::string last;
    for (std::size_t i = 0; i <= max_include_depth + 1; ++i)
        last = f.file(std::to_string(i) + ".yaml",
                      i == 0 ? flows + api : "include: " + std::to_string(i - 1) + ".yaml\n");
    CHECK(f.told(load_model_files({f.file(
                     "shop.yaml", base + "include: " + std::to_string(max_include_depth) + ".yaml\n")}))
              .find("files include each other more than 16 levels deep") != std::string::npos);
    CHECK(load_model_files(
              {f.file("shop.yaml", base + "include: " + std::to_string(max_include_depth - 1) + ".yaml\n")})
              .value);

    const folder many;
    for (std::size_t i = 0; i <= max_model_files; ++i)
        many.file(std::to_string(10'000 + i) + ".yaml", "components: { c" + std::to_string(i) + ": }\n");
    CHECK(many.told(load_model_files({many.path()})) ==
          "11000.yaml: error: is one more than the 1000 files of a model\n1 error, 0 warnings\n");
}

TEST_CASE("all files together are limited", "[config][files][limits]") {
    report out;
    model_files files{out};
    const std::string large(max_model_bytes / 4 + 1, '#');  // a comment, so that nothing else is wrong
    for (int i = 0; i < 4; ++i) files.add_text({"f" + std::to_string(i), large});
    const auto told = out.take();
    CHECK(told.back().file == "f3");
    CHECK(told.back().message == "makes the model larger than 268435456 bytes");
}
