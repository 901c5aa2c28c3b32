#include "daemon/cli/whatif.hpp"

#include "config/load.hpp"
#include "daemon/cli/commands.hpp"
#include "daemon/model_test/tree_text.hpp"
#include "daemon/outputs/names.hpp"
#include "daemon/outputs/whatif.hpp"
#include "daemon/time_zones.hpp"
#include "model/simulation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

namespace hm::daemon::cli {

namespace {

std::string shown(const model::standing& s, const model::scale& states) {
    return s.points.known() ? fmt::format("{} ({:.4g})", states.name(s.now), s.points.ratio())
                            : states.name(s.now);
}

void print(const model::graph& g, const whatif_outcome& answer) {
    const model::scale& states = g.states();
    std::size_t width = 0;
    for (const auto& c : answer.changed) width = std::max(width, g.name(c.node).size());
    for (const auto& c : answer.changed)
        fmt::print("{:<{}}  {}, was {}\n", g.name(c.node), width, shown(c.after, states),
                   shown(c.before, states));
    if (answer.changed.empty()) fmt::print("nothing changes\n");
    for (const auto& r : answer.regions)
        fmt::print("balancers are told: {} {}\n", g.source().at(r.id).name, to_string(r.verdict));
}

// How these nodes come to what they would be.
bool explain(const std::shared_ptr<const model::graph>& g, const std::vector<model::assumption>& assumed,
             const std::vector<std::string>& nodes) {
    if (nodes.empty()) return true;
    model::simulation world{g};
    for (const model::assumption& a : assumed) world.force(a.what, a.state, {});
    world.advance_to(model::duration{0});
    const model::snapshot s = world.picture();
    for (const std::string& name : nodes) {
        const model::vertex_id v = g->find(name);
        if (v == model::vertex_id::none) {
            fmt::print(stderr, "healthmodeld: {}\n", no_such_node(*g, name));
            return false;
        }
        for (const std::string& line : tree_text(s, v)) fmt::print("{}\n", line);
    }
    return true;
}

}  // namespace

int whatif(const whatif_options& options) {
    const config::loaded_model loaded = config::load_model_files(options.models, here_and_now());
    fmt::print(stderr, "{}", config::render(loaded.diagnostics));
    if (!loaded.value) return exit_usage;
    const auto g = std::make_shared<const model::graph>(*loaded.value);
    const whatif_request request = parse_assumptions(options.set, *g);
    if (!request.mistake.empty()) {
        fmt::print(stderr, "healthmodeld: {}\n", request.mistake);
        return exit_usage;
    }
    const model::snapshot well = model::simulation{g}.picture();
    const whatif_outcome answer = what_if(well, request.assumed);
    if (options.json)
        fmt::print("{}\n", to_json(well, request.assumed, answer));
    else
        print(*g, answer);
    if (!explain(g, request.assumed, options.explain)) return exit_usage;
    const bool one_down = std::any_of(answer.regions.begin(), answer.regions.end(),
                                      [](const auto& r) { return r.verdict == model::verdict::down; });
    return one_down ? exit_failed : exit_ok;
}

}  // namespace hm::daemon::cli
