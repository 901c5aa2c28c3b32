// The evaluator on a model of about a million nodes in six levels, fan-out 10: everything anew, and one
// changed leaf up to the root.
#include "model/health.hpp"
#include "model/snapshot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace {

using namespace hm::model;
using clock = std::chrono::steady_clock;

constexpr std::size_t fan_out = 10;

// One region, so an entity is two nodes: its instance and its roll-up. The leaves' signals come on top.
std::shared_ptr<const graph> tree_of(std::size_t entities) {
    auto d = std::make_shared<definition>();
    d->name = "bench";
    d->regions.push_back({"here", weight_one, {}});
    const auto spec = std::make_shared<const signal_spec>();
    const std::size_t first_inner = entities - entities / fan_out;
    for (std::size_t i = 0; i < entities; ++i) {
        entity e;
        e.kind = entity_kind::component;
        e.name = "e" + std::to_string(i);
        e.regions.push_back(region_id{0});
        if (i < first_inner) e.signals.push_back({"up", {spec}});
        d->entities.push_back(std::move(e));
    }
    // Inner entities take the next ten that have no parent yet.
    std::size_t next_child = 0;
    for (std::size_t i = first_inner; i < entities; ++i)
        for (std::size_t n = 0; n < fan_out && next_child < i; ++n, ++next_child) {
            need child;
            child.target = entity_id(next_child);
            d->entities[i].needs.push_back(child);
        }
    d->entities.back().kind = entity_kind::flow;
    return std::make_shared<const graph>(d);
}

template <class Work>
double nanoseconds(Work&& work) {
    const auto start = clock::now();
    work();
    return std::chrono::duration<double, std::nano>(clock::now() - start).count();
}

double median(std::vector<double> all) {
    std::sort(all.begin(), all.end());
    return all[all.size() / 2];
}

void report(const char* name, double value, const char* unit, double target) {
    fmt::print("{{\"name\": \"{}\", \"value\": {:.4g}, \"unit\": \"{}\", \"target\": {}, \"op\": \"<=\"}}\n",
               name, value, unit, target);
}

// A new picture after one changed leaf, and after a thousand: by what changed, not by the size of the model.
void measure_publication(evaluator& e, int rounds) {
    const std::size_t leaves = e.model().signal_count();
    row_writer rows{e.model().size()};
    row_table seen = rows.publish();
    std::mt19937 random{2};
    std::vector<double> after_one, after_many;
    for (int i = 0; i < rounds; ++i) {
        const bool many = i % 10 == 9;
        for (int n = many ? 1000 : 1; n > 0; --n)
            e.set_leaf(signal_id(random() % leaves),
                       {i % 2 == 0 ? state::unhealthy : state::healthy, true, false});
        const auto changed = e.evaluate();
        (many ? after_many : after_one).push_back(nanoseconds([&] {
            for (const vertex_id v : changed) rows.edit(v).health = e.at(v);
            seen = rows.publish();
        }));
    }
    report("publish/one-leaf", median(after_one) / 1000, "us", 50);
    report("publish/1000-leaves", median(after_many) / 1000, "us", 50'000);
}

}  // namespace

int main(int argc, char** argv) {
    const bool short_form = argc > 1 && std::strcmp(argv[1], "--short") == 0;
    const auto g = tree_of(500'000);
    const auto nodes = static_cast<double>(g->size() - g->signal_count());
    fmt::print("{} nodes and {} signals\n", nodes, g->signal_count());

    evaluator e{g};
    for (std::size_t i = 0; i < g->signal_count(); ++i)
        e.set_leaf(signal_id(i), {state::healthy, true, false});
    e.evaluate();

    std::vector<double> full;
    for (int round = 0; round < (short_form ? 3 : 9); ++round)
        full.push_back(nanoseconds([&] { e.evaluate_all(); }) / nodes);
    report("rollup/full", median(full), "ns/node", 20);

    std::mt19937 random{1};
    std::vector<double> one;
    std::size_t visited = 0;
    const int changes = short_form ? 20'000 : 200'000;
    for (int i = 0; i < changes; ++i) {
        const auto leaf = signal_id(random() % g->signal_count());
        one.push_back(nanoseconds([&] {
            e.set_leaf(leaf, {i % 2 == 0 ? state::unhealthy : state::healthy, true, false});
            visited += e.evaluate().size();
        }));
    }
    report("rollup/one-leaf", median(one) / 1000, "us", 2);
    fmt::print("a changed leaf changed {:.1f} vertices on average\n", static_cast<double>(visited) / changes);
    measure_publication(e, short_form ? 200 : 2000);
}
