#include "config/load.hpp"
#include "model/graph.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>

#include "test/model/zones.hpp"

using namespace hm;
using namespace hm::config;
namespace fs = std::filesystem;

namespace {

const model::test::some_zones zones;

const fs::path examples = fs::path{HM_SOURCE_DIR} / "config" / "examples";

std::shared_ptr<const model::definition> contoso() {
    const loaded_model loaded = load_model_files({examples / "contoso-shoes.yaml"});
    REQUIRE(loaded.value);
    return *loaded.value;
}

// The names of all signals and entities from which `node` takes its state.
std::set<std::string> all_below(const model::graph& g, std::string_view node) {
    std::set<std::string> names;
    std::vector<model::vertex_id> todo{g.find(node)};
    REQUIRE(todo.front() != model::vertex_id::none);
    while (!todo.empty()) {
        const model::vertex_id v = todo.back();
        todo.pop_back();
        for (const model::edge& e : g.edges(v))
            if (names.insert(g.name(e.child)).second) todo.push_back(e.child);
    }
    return names;
}

// What stands between ```yaml and ```.
std::vector<std::string> yaml_blocks(const fs::path& page) {
    std::ifstream in{page};
    std::vector<std::string> blocks;
    bool inside = false;
    for (std::string line; std::getline(in, line);) {
        if (line == "```yaml")
            blocks.emplace_back();
        else if (inside && line != "```")
            blocks.back() += line + "\n";
        inside = line == "```yaml" || (inside && line != "```");
    }
    return blocks;
}

}  // namespace

TEST_CASE("every example loads without a mistake or a warning, and unfolds into a graph",
          "[config][examples]") {
    std::size_t seen = 0;
    for (const auto& entry : fs::directory_iterator{examples}) {
        if (entry.path().extension() != ".yaml") continue;
        INFO(entry.path());
        const loaded_model loaded = load_model_files({entry.path()}, {&zones});
        CHECK(render(loaded.diagnostics) == "");
        REQUIRE(loaded.value);
        CHECK(model::graph{*loaded.value}.size() > 0);
        ++seen;
    }
    CHECK(seen >= 2);
}

TEST_CASE("the texts of config/README.md load as they stand", "[config][examples]") {
    const std::vector<std::string> texts = yaml_blocks(fs::path{HM_SOURCE_DIR} / "config" / "README.md");
    REQUIRE(texts.size() == 2);
    CHECK(render(load_model(source{"model", texts[0]}, {&zones}).diagnostics) == "");
    CHECK(render(load_settings(source{"settings", texts[1]}).diagnostics) == "");
}

TEST_CASE("Contoso Shoes has its flows, components and dependencies in two regions", "[config][examples]") {
    const auto m = contoso();
    CHECK(m->name == "contoso-shoes");
    REQUIRE(m->regions.size() == 2);
    CHECK(m->regions[0].share == 75 * model::weight_one);
    CHECK(m->regions[1].share == 25 * model::weight_one);
    CHECK(m->entities.size() == 11);
    CHECK(m->entities[0].objective == 999'500'000);
}

TEST_CASE("no path leads from browsing to the writes of the database", "[config][examples]") {
    const model::graph g{contoso()};
    const auto browsing = all_below(g, "list-catalog-items@westeurope");
    const auto commenting = all_below(g, "add-comment@westeurope");

    CHECK(browsing.contains("cosmos-db@westeurope/read"));
    CHECK(!browsing.contains("cosmos-db@westeurope/write"));
    CHECK(!browsing.contains("cosmos-db@westeurope"));
    CHECK(!browsing.contains("event-hubs@westeurope/backlog"));  // grows when nothing can be written
    CHECK(!browsing.contains("background-processor@westeurope"));
    CHECK(!browsing.contains("third-party-api"));
    CHECK(commenting.contains("cosmos-db@westeurope/write"));
    CHECK(commenting.contains("event-hubs@westeurope/backlog"));
    CHECK(commenting.contains("add-comment@westeurope/end-to-end"));
}
