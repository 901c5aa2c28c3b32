// The calculated SLO of a large design whose parts are shared by everybody: 1,000 dependencies with a figure,
// in three regions, below 200 components and 20 flows; every tenth is global, every tenth component has a
// second one to stand in for it, quorums of five here and there. All details: costs of each dependency, one
// more region, naive.
#include "model/slo/calculated.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <ctime>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace {

using namespace hm::model;
// Of the processor: others may be at work beside us.
double cpu_seconds() {
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

constexpr std::size_t dependencies = 1'000, components = 200, flows = 20;

class design {
public:
    design() {
        d_.name = "bench";
        for (const char* name : {"west", "north", "east"}) d_.regions.push_back({name, weight_one, {}});
    }

    std::shared_ptr<const definition> build() {
        for (std::size_t i = 0; i < dependencies; ++i) {
            entity& e = add(entity_kind::dependency, "d", i % 10 == 0);
            e.sla = 999'000'000 + static_cast<parts_per_billion>(random_() % 1000) * 1000;
        }
        for (std::size_t i = 0; i < components; ++i) {
            entity& e = add(entity_kind::component, "c", false);
            e.availability = 999'990'000;
            need_some(e, 30, 0, dependencies);
            // Of its own kind there are two, or five of which it needs three.
            if (i % 10 == 0)
                need_group(i % 20 == 0 ? rollup_rule{rollup_kind::best} : three_of(), i % 20 == 0 ? 2 : 5);
        }
        for (std::size_t i = 0; i < flows; ++i) {
            entity& e = add(entity_kind::flow, "f", false);
            e.objective = 990'000'000;
            for (std::size_t n = 0; n < 20; ++n) need_one(e, components_[random_() % components_.size()]);
        }
        return std::make_shared<const definition>(std::move(d_));
    }

private:
    static rollup_rule three_of() {
        return rollup_rule{at_least_rule{{scale::standard().of(state::healthy), {3, std::nullopt}}}};
    }

    entity& add(entity_kind kind, const char* letter, bool global) {
        if (kind == entity_kind::component) components_.push_back(d_.entities.size());
        entity e;
        e.kind = kind;
        e.name = letter + std::to_string(d_.entities.size());
        e.where = global ? scope::global : scope::regional;
        if (!global)
            for (std::uint16_t r = 0; r < 3; ++r) e.regions.push_back(region_id{r});
        d_.entities.push_back(std::move(e));
        return d_.entities.back();
    }

    static void need_one(entity& e, std::size_t target) {
        for (const need& n : e.needs)
            if (index(n.target) == target) return;
        need n;
        n.target = entity_id{static_cast<std::uint32_t>(target)};
        e.needs.push_back(n);
    }

    void need_some(entity& e, std::size_t n, std::size_t from, std::size_t to) {
        for (; n > 0; --n) need_one(e, from + random_() % (to - from));
    }

    // A group below the component that was added last.
    void need_group(const rollup_rule& rule, std::size_t members) {
        const std::size_t user = d_.entities.size() - 1;
        std::vector<std::size_t> made;
        for (std::size_t i = 0; i < members; ++i) {
            made.push_back(d_.entities.size());
            add(entity_kind::dependency, "m", false).sla = 995'000'000;
        }
        entity& group = add(entity_kind::group, "g", false);
        group.rollup = rule;
        for (const std::size_t member : made) need_one(group, member);
        need_one(d_.entities[user], d_.entities.size() - 1);
    }

    definition d_;
    std::mt19937 random_{1};
    std::vector<std::size_t> components_;
};

}  // namespace

int main(int argc, char** argv) {
    const bool is_short = argc > 1 && std::strcmp(argv[1], "--short") == 0;
    const auto d = design{}.build();
    const auto median_of = [&](slo_details wanted, calculated_slo& result) {
        std::vector<double> all;
        for (int round = is_short ? 1 : 5; round > 0; --round) {
            const double start = cpu_seconds();
            result = calculate_slo(*d, {}, wanted);
            all.push_back(cpu_seconds() - start);
        }
        std::sort(all.begin(), all.end());
        return all[all.size() / 2];
    };
    const auto report = [](const char* name, double seconds) {
        fmt::print(
            "{{\"name\": \"slo/{}\", \"value\": {:.4g}, \"unit\": \"s\", \"target\": 1, \"op\": \"<=\"}}\n",
            name, seconds);
    };
    calculated_slo s;
    report("1000-figures", median_of({false, false, false}, s));
    report("1000-details", median_of({}, s));
    fmt::print("{} vertices, {} of them by bounds; {} is down {:.9f} of the time, naive {:.9f}\n",
               s.wholes->size(), s.entangled.size(), d->at(s.flows.front().flow).name,
               s.flows.front().down.lowest, s.flows.front().naive.value_or(-1));
}
