// Builds small definitions in one breath, for tests: names instead of indices, sensible defaults.
#pragma once

#include "model/definition.hpp"
#include "model/graph.hpp"
#include "model/health.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <initializer_list>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace hm::model::test {

struct wanted_need {
    std::string target;  // "cosmos-db" or "cosmos-db/read"
    impact effect = impact::standard;
    bool essential = false;
    weight share = weight_one;
    std::vector<std::string> affects{};
};

// Rules under which every verdict follows its evidence at once: for what is not about dwell and ramp.
inline traffic_rules at_once() {
    traffic_rules r;
    r.down_after = r.total_failure_after = r.up_after = r.min_down = r.ramp = duration{};
    return r;
}

class model_builder {
public:
    explicit model_builder(std::string name = "shop") { d_.name = std::move(name); }

    model_builder& regions(const std::vector<std::string>& names) {
        for (const std::string& n : names) d_.regions.push_back({n, weight_one, {}});
        return *this;
    }
    model_builder& share(std::size_t region, weight w) {
        d_.regions[region].share = w;
        return *this;
    }

    model_builder& traffic(const traffic_rules& rules) {
        d_.traffic = rules;
        return *this;
    }

    model_builder& flow(std::string name, std::vector<wanted_need> needs, criticality c = criticality::high) {
        entity& e = add(entity_kind::flow, std::move(name), std::move(needs));
        e.weight_class = c;
        return *this;
    }
    model_builder& component(std::string name, std::vector<wanted_need> needs,
                             std::vector<std::string> signals = {}) {
        return with_signals(add(entity_kind::component, std::move(name), std::move(needs)), signals);
    }
    model_builder& dependency(std::string name, std::vector<std::string> signals = {"up"},
                              scope where = scope::regional) {
        entity& e = add(entity_kind::dependency, std::move(name), {});
        e.where = where;
        return with_signals(e, signals);
    }
    // `witnesses/w0`, `witnesses/w1`, …
    model_builder& witnesses(int n) {
        entity& e = add(entity_kind::witness, "witnesses", {});
        e.where = scope::global;
        d_.witnesses = entity_id(d_.entities.size() - 1);
        std::vector<std::string> names;
        for (int i = 0; i < n; ++i) names.push_back("w" + std::to_string(i));
        return with_signals(e, names);
    }
    // Of parts that are declared already: "db", "db@west", "west", "shop". The reason is "disks".
    model_builder& maintenance(std::string name, const std::vector<std::string>& covers,
                               std::variant<time_span, recurrence> when) {
        maintenance_window w{std::move(name), "disks", {}, std::move(when)};
        for (const std::string& part : covers) w.covers.push_back(covered(part));
        d_.maintenance.push_back(std::move(w));
        return *this;
    }
    // Changes the entity declared last.
    entity& last() { return d_.entities.back(); }
    model_builder& rollup(rollup_kind k) {
        last().rollup = k;
        return *this;
    }

    std::shared_ptr<const definition> build() {
        for (std::size_t i = 0; i < d_.entities.size(); ++i) finish(d_.entities[i], needs_[i]);
        return std::make_shared<const definition>(d_);
    }
    std::shared_ptr<const graph> unfold() { return std::make_shared<const graph>(build()); }

private:
    entity& add(entity_kind kind, std::string name, std::vector<wanted_need> needs) {
        entity e;
        e.kind = kind;
        e.name = std::move(name);
        d_.entities.push_back(std::move(e));
        needs_.push_back(std::move(needs));
        return d_.entities.back();
    }

    model_builder& with_signals(entity& e, const std::vector<std::string>& names) {
        for (const std::string& n : names) e.signals.push_back({n, {}});
        return *this;
    }

    void finish(entity& e, const std::vector<wanted_need>& needs) {
        if (e.where == scope::regional && e.regions.empty())
            for (std::size_t r = 0; r < d_.regions.size(); ++r) e.regions.push_back(region_id(r));
        const std::size_t places = e.where == scope::global ? 1 : e.regions.size();
        for (signal_definition& s : e.signals) s.places.assign(places, std::make_shared<const signal_spec>());
        for (const wanted_need& w : needs) e.needs.push_back(resolve(w));
    }

    covered_part covered(const std::string& part) const {
        const auto number = [](const auto& all, const std::string& name) {
            const auto found =
                std::find_if(all.begin(), all.end(), [&](const auto& x) { return x.name == name; });
            return found == all.end() ? std::nullopt : std::optional{found - all.begin()};
        };
        const std::size_t at = part.find('@');
        const auto entity = number(d_.entities, part.substr(0, at));
        const auto place = number(d_.regions, at == std::string::npos ? part : part.substr(at + 1));
        if (!entity && !place && part != d_.name) throw std::logic_error("nothing is called " + part);
        return {entity ? entity_id(*entity) : entity_id::none, place ? region_id(*place) : region_id::none};
    }

    need resolve(const wanted_need& w) const {
        const std::size_t slash = w.target.find('/');
        const std::string name = w.target.substr(0, slash);
        const auto found = std::find_if(d_.entities.begin(), d_.entities.end(),
                                        [&](const entity& e) { return e.name == name; });
        if (found == d_.entities.end()) throw std::logic_error("no entity " + name);
        need n;
        n.target = entity_id(found - d_.entities.begin());
        if (slash != std::string::npos) {
            const auto s = std::find_if(
                found->signals.begin(), found->signals.end(),
                [&](const signal_definition& d) { return d.name == w.target.substr(slash + 1); });
            n.signal = static_cast<std::size_t>(s - found->signals.begin());
        }
        n.effect = w.effect;
        n.essential = w.essential;
        n.share = w.share;
        n.affects = w.affects;
        return n;
    }

    definition d_;
    std::vector<std::vector<wanted_need>> needs_;
};

// An evaluator with names: set("cosmos-db@westeurope/read", unhealthy), at("add-comment@westeurope").
class world {
public:
    explicit world(std::shared_ptr<const graph> g) : evaluator_(std::move(g)) {}

    world& all(state s) {
        for (std::size_t i = 0; i < model().signal_count(); ++i)
            evaluator_.set_leaf(signal_id(i), {s, is_known(s), false});
        evaluator_.evaluate();
        return *this;
    }
    // A signal that was known once and is unknown now stays ever_known, as in the daemon.
    world& set(std::string_view signal, state s, bool ever_known = true) {
        evaluator_.set_leaf(model().at(id(signal)).signal, {s, ever_known, false});
        evaluator_.evaluate();
        return *this;
    }
    const vertex_health& at(std::string_view name) const { return evaluator_.at(id(name)); }
    state operator[](std::string_view name) const { return at(name).health.now; }

    vertex_id id(std::string_view name) const {
        const vertex_id v = model().find(name);
        if (v == vertex_id::none) throw std::logic_error("no vertex " + std::string{name});
        return v;
    }
    const graph& model() const { return evaluator_.model(); }
    evaluator& engine() { return evaluator_; }
    const evaluator& engine() const { return evaluator_; }

private:
    evaluator evaluator_;
};

}  // namespace hm::model::test

// States as words in failure messages.
template <>
struct Catch::StringMaker<hm::model::state> {
    static std::string convert(hm::model::state s) { return std::string{hm::model::to_string(s)}; }
};
