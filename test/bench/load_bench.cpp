// From text to a running graph: 20,000 entities in 5 regions, one signal each, which is 100,000 nodes (and
// their roll-ups). How long it takes, and what stays in memory afterwards.
#include "config/load.hpp"
#include "model/health.hpp"
#include "model/snapshot.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstring>
#include <fstream>
#include <string>

#include <malloc.h>

namespace {

using namespace hm;
using clock = std::chrono::steady_clock;

constexpr int entities = 20'000;
constexpr int regions = 5;
constexpr int flows = 10;
constexpr int fan_out = 10;

// Flows over components over components …: ten needs each.
std::string model_text() {
    std::string text = "model: large\nregions:\n";
    for (int r = 0; r < regions; ++r) text += fmt::format("  r{}: {{ vars: {{ host: 10.0.{}.1 }} }}\n", r, r);
    const auto entity = [&](const std::string& name, int first_need) {
        text += fmt::format("  {}:\n", name);
        if (first_need < entities - flows) {
            text += "    needs: [";
            for (int n = 0; n < fan_out && first_need + n < entities - flows; ++n)
                text += fmt::format("{}c{}", n == 0 ? "" : ", ", first_need + n);
            text += "]\n";
        }
        text += fmt::format(
            "    signals: {{ up: {{ http: {{ url: \"http://${{region.host}}:8080/{}\" }}, "
            "degraded: latency > 150ms, unhealthy: latency > 500ms }} }}\n",
            name);
    };
    text += "flows:\n";
    for (int f = 0; f < flows; ++f) entity(fmt::format("f{}", f), f * fan_out);
    text += "components:\n";
    for (int c = 0; c < entities - flows; ++c) entity(fmt::format("c{}", c), (flows + c) * fan_out);
    return text;
}

long resident_bytes() {
    malloc_trim(0);
    std::ifstream statm{"/proc/self/statm"};
    long pages = 0, resident = 0;
    statm >> pages >> resident;
    return resident * 4096;
}

void report(const char* name, double value, const char* unit, double target) {
    fmt::print("{{\"name\": \"{}\", \"value\": {:.4g}, \"unit\": \"{}\", \"target\": {}, \"op\": \"<=\"}}\n",
               name, value, unit, target);
}

}  // namespace

int main() {
    const std::string path = "/tmp/healthmodeld-load-bench.yaml";
    std::ofstream{path} << model_text();
    const long before = resident_bytes();
    const auto start = clock::now();
    const config::loaded_model loaded = config::load_model_files({path});
    if (!loaded.value) {
        fmt::print("{}\n", config::render(loaded.diagnostics));
        return 1;
    }
    const std::size_t of_definition = mallinfo2().uordblks;
    const auto g = std::make_shared<const model::graph>(*loaded.value);
    const std::size_t of_graph = mallinfo2().uordblks - of_definition;
    model::evaluator health{g};
    model::row_writer rows{g->size()};
    const double seconds = std::chrono::duration<double>(clock::now() - start).count();
    constexpr double nodes = entities * regions;
    fmt::print("allocated per node: definition {:.0f} B, graph {:.0f} B, evaluator and rows {:.0f} B\n",
               static_cast<double>(of_definition) / nodes, static_cast<double>(of_graph) / nodes,
               static_cast<double>(mallinfo2().uordblks - of_definition - of_graph) / nodes);
    fmt::print("{} vertices, {} signals\n", g->size(), g->signal_count());
    report("load/100k-nodes", seconds, "s", 2);
    report("load/resident-per-node", static_cast<double>(resident_bytes() - before) / nodes, "B", 1024);
    std::remove(path.c_str());
}
