// A shop in two regions with everything that alerts go by: states, verdicts, maintenance, acknowledgements.
#pragma once

#include "model/alerts/kinship.hpp"
#include "model/alerts/watcher.hpp"
#include "model/verdict_board.hpp"
#include "test/model/build.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace hm::model::test {

inline alerts::rule rule_on(std::string name, std::vector<alerts::subject_kind> kinds,
                            std::vector<state> states, alerts::severity level = alerts::severity::page) {
    alerts::rule r;
    r.name = std::move(name);
    r.whom.kinds = std::move(kinds);
    r.states = std::move(states);
    r.level = level;
    return r;
}

inline model_builder shop_in_two_regions() {
    model_builder b{"shop"};
    b.traffic(at_once()).regions({"eu", "us"});
    b.dependency("db", {"read", "write"}).dependency("cache").dependency("vault", {"up"}, scope::global);
    b.component("api", {{"db/read"}, {"cache"}}, {"latency"});
    b.flow("browse", {{"api"}}).flow("comment", {{"api"}, {"db/write"}}, criticality::medium);
    return b;
}

class alert_shop {
public:
    explicit alert_shop(std::shared_ptr<const graph> g = shop_in_two_regions().unfold())
        : world_(std::move(g)), board_(world_.engine().shared_model()) {
        world_.all(state::healthy);
    }

    alert_shop& set(std::string_view signal, state s) {
        world_.set(signal, s);
        return *this;
    }
    alert_shop& stale(std::string_view signal) {
        world_.engine().set_leaf(world_.model().at(world_.id(signal)).signal, {state::unknown, true, true});
        world_.engine().evaluate();
        return *this;
    }
    alert_shop& acknowledge(std::string_view node) {
        world_.engine().set_acknowledged(world_.id(node), true);
        world_.engine().evaluate();
        return *this;
    }
    alert_shop& maintain(std::string_view node) {
        world_.engine().set_maintenance(world_.id(node), true);
        world_.engine().evaluate();
        return *this;
    }

    snapshot picture() {
        row_writer rows{model().size()};
        for (std::size_t i = 0; i < model().size(); ++i) {
            row& r = rows.edit(vertex_id(i));
            r.health = world_.engine().at(vertex_id(i));
            if (model().at(vertex_id(i)).kind != vertex_kind::signal) continue;
            judged_signal j;
            j.now = r.health.health.now;
            j.why = j.now == state::healthy ? reason::ok : reason::timeout;
            r.leaf = std::make_shared<const judged_signal>(j);
        }
        now.steady += std::chrono::seconds{1};
        now.wall += std::chrono::seconds{1};
        board_.step(world_.engine(), now);
        snapshot s;
        s.model = world_.engine().shared_model();
        s.rows = rows.publish();
        s.verdicts = std::make_shared<const verdict_table>(board_.table(now));
        s.at = now;
        return s;
    }

    const graph& model() const { return world_.model(); }
    std::shared_ptr<const graph> shared_model() const { return world_.engine().shared_model(); }
    vertex_id id(std::string_view name) const { return world_.id(name); }

    moment now{steady_time{} + std::chrono::hours{1}, wall_time{std::chrono::hours{500'000}}};

private:
    world world_;
    verdict_board board_;
};

// "unhealthy/eu", with a question mark when it is unclear.
inline std::vector<std::string> keys(const std::vector<alerts::finding>& found) {
    std::vector<std::string> all;
    for (const alerts::finding& f : found)
        all.push_back(f.key + (f.is == alerts::truth::unclear ? "?" : "") +
                      (f.muted_by.empty() ? "" : " " + f.muted_by));
    std::sort(all.begin(), all.end());
    return all;
}

}  // namespace hm::model::test
