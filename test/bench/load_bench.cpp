// From text to a running graph of 100,000 nodes. How long it takes, and what stays in memory afterwards.
#include "config/load.hpp"
#include "model/health.hpp"
#include "model/snapshot.hpp"
#include "test/bench/large_model.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstring>
#include <fstream>
#include <string>

#include <malloc.h>

namespace {

using namespace hm;
using clock = std::chrono::steady_clock;

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
    std::ofstream{path} << bench::large_model_text();
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
    constexpr double nodes = bench::entities * bench::regions;
    fmt::print("allocated per node: definition {:.0f} B, graph {:.0f} B, evaluator and rows {:.0f} B\n",
               static_cast<double>(of_definition) / nodes, static_cast<double>(of_graph) / nodes,
               static_cast<double>(mallinfo2().uordblks - of_definition - of_graph) / nodes);
    fmt::print("{} vertices, {} signals\n", g->size(), g->signal_count());
    report("load/100k-nodes", seconds, "s", 2);
    report("load/resident-per-node", static_cast<double>(resident_bytes() - before) / nodes, "B", 1024);
    std::remove(path.c_str());
}
