#include "daemon/cli/check.hpp"

#include <boost/json.hpp>
#include <catch2/catch.hpp>

#include <filesystem>

using namespace hm;
using namespace hm::daemon::cli;
namespace json = boost::json;

namespace {

const std::filesystem::path root = HM_SOURCE_DIR;
const std::string example = root / "config/examples/contoso-shoes.yaml";
const std::string warned_of = root / "test/bad-config/warnings.yaml";

json::object document_of(const check_options& options) {
    return json::parse(to_json(check_files(options))).as_object();
}

}  // namespace

TEST_CASE("the JSON of a good model says how much it declares", "[daemon][check]") {
    const json::object d = document_of({.models = {example}, .settings = {}});
    CHECK(d.at("ok") == true);
    CHECK(d.at("errors") == 0);
    CHECK(d.at("warnings") == 0);
    CHECK(d.at("diagnostics").as_array().empty());
    const json::object& model = d.at("model").as_object();
    CHECK(model.at("name") == "contoso-shoes");
    CHECK(model.at("regions") == 2);
    CHECK(model.at("entities") == 11);
    CHECK(model.at("flows") == 2);
    CHECK(model.at("signals").as_int64() > 30);
}

TEST_CASE("the JSON of a mistake has its place, what to do, and the other places it is about",
          "[daemon][check]") {
    const std::string file = root / "test/bad-config/duplicate-key.yaml";
    const json::object d = document_of({.models = {file}, .settings = {}});
    CHECK(d.at("ok") == false);
    CHECK(d.at("errors") == 1);
    CHECK(d.at("model").is_null());
    REQUIRE(d.at("diagnostics").as_array().size() == 1);
    const json::object& mistake = d.at("diagnostics").at(0).as_object();
    CHECK(mistake.at("file").as_string() == file);
    CHECK(mistake.at("line") == 12);
    CHECK(mistake.at("column") == 5);
    CHECK(mistake.at("severity") == "error");
    CHECK(mistake.at("message") == "duplicate key \"rollup\"");
    CHECK(mistake.at("hint") == "it stands in line 11 already");
    REQUIRE(mistake.at("related").as_array().size() == 1);
    const json::object& first = mistake.at("related").at(0).as_object();
    CHECK(first.at("file").as_string() == file);
    CHECK(first.at("line") == 11);
    CHECK(first.at("column") == 5);
    CHECK(first.at("message") == "the first one");
}

TEST_CASE("the JSON of a mistake about a whole file has no line", "[daemon][check]") {
    const json::object d = document_of({.models = {root / "no-such-file.yaml"}, .settings = {}});
    REQUIRE(d.at("diagnostics").as_array().size() == 1);
    const json::object& mistake = d.at("diagnostics").at(0).as_object();
    CHECK(mistake.at("line").is_null());
    CHECK(mistake.at("column").is_null());
    CHECK(mistake.at("hint").is_null());
    CHECK(mistake.at("related").as_array().empty());
}

TEST_CASE("warnings let a model pass, and are errors under --strict", "[daemon][check]") {
    const check_findings lenient = check_files({.models = {warned_of}, .settings = {}});
    CHECK(lenient.good());
    CHECK(!lenient.diagnostics.empty());

    const check_findings strict = check_files({.models = {warned_of}, .settings = {}, .strict = true});
    CHECK(!strict.good());
    CHECK(strict.diagnostics.size() == lenient.diagnostics.size());
}

TEST_CASE("settings are checked with the model", "[daemon][check]") {
    const std::string settings = root / "test/bad-config/tokens-and-admin.settings.yaml";
    const check_findings findings = check_files({.models = {example}, .settings = settings});
    CHECK(findings.model);
    CHECK(!findings.good());
}
