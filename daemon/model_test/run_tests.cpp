#include "daemon/model_test/run_tests.hpp"

#include "daemon/model_test/tree_text.hpp"
#include "model/rule_text.hpp"
#include "model/simulation.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

namespace hm::daemon {

namespace {

using config::expectation;

std::string yes_or_no(bool b) {
    return b ? "true" : "false";
}

// To as many decimals as were written.
std::string rounded(model::score s, const std::string& like) {
    if (!s.known()) return "none";
    const std::size_t point = like.find('.');
    const std::size_t decimals = point == std::string::npos ? 0 : like.size() - point - 1;
    return fmt::format("{:.{}f}", s.ratio(), decimals);
}

class test_run {
public:
    test_run(std::shared_ptr<const model::graph> g, const config::model_test& test)
        : graph_(std::move(g)), world_(graph_), test_(test) {}

    test_outcome run() {
        test_outcome out{test_.name, test_.line, {}};
        for (const config::test_step& step : test_.steps) {
            world_.advance_to(step.at);
            apply(step);
            world_.advance_to(step.at);
            if (step.expect.empty()) continue;
            model::snapshot seen = world_.picture();
            if (has_no_clock())
                seen.verdicts = std::make_shared<const model::verdict_table>(world_.settled_verdicts());
            for (const expectation& e : step.expect) check(e, step.at, seen, out.failures);
        }
        return out;
    }

private:
    // One state of affairs, for good: what is told is what it comes to.
    bool has_no_clock() const { return test_.steps.size() == 1 && test_.steps[0].at == model::duration{}; }

    void apply(const config::test_step& step) {
        const model::grade best = graph_->states().best();
        for (const config::given_state& g : step.given) {
            if (g.flags.has(model::flag::maintenance)) world_.set_maintenance(g.node, true);
            if (g.flags.has(model::flag::acknowledged)) world_.set_acknowledged(g.node, true);
            world_.set(g.node, g.state.value_or(best), g.flags);
        }
        for (const config::given_state& g : step.forced)
            world_.force(g.node, g.state.value_or(best), g.flags);
        for (const config::given_result& r : step.signals) world_.sees(r.signal, r.seen);
    }

    void check(const expectation& e, model::duration at, const model::snapshot& seen,
               std::vector<failed_expectation>& failures) const {
        const std::size_t before = failures.size();
        const auto compare = [&](std::string_view what, const std::string& expected,
                                 const std::string& actual) {
            if (expected == actual) return;
            failures.push_back({graph_->name(e.node), e.line, at, std::string{what}, expected, actual, {}});
        };
        const model::standing& health = seen.rows.at(e.node).health.health;
        const model::scale& states = graph_->states();
        if (e.state) compare("state", states.name(*e.state), states.name(health.now));
        if (e.score) compare("score", *e.score, rounded(health.points, *e.score));
        if (e.maintenance)
            compare("maintenance", yes_or_no(*e.maintenance),
                    yes_or_no(health.flags.has(model::flag::maintenance)));
        if (e.acknowledged)
            compare("acknowledged", yes_or_no(*e.acknowledged),
                    yes_or_no(health.flags.has(model::flag::acknowledged)));
        if (e.rung || e.blame || e.impaired) compare_explanation(e, model::explain(seen, e.node), compare);
        if (e.verdict || e.weight_percent) compare_verdict(e, *seen.verdicts, compare);
        if (failures.size() > before) failures.back().tree = tree_text(seen, e.node);
    }

    template <class Compare>
    void compare_explanation(const expectation& e, const model::explanation& x, Compare&& compare) const {
        if (e.rung) {
            std::string rung = x.needs ? x.needs->rung : "";
            if (rung.empty() && x.signals) rung = x.signals->rung;
            compare("rung", *e.rung, rung);
        }
        if (e.impaired) {
            std::vector<std::string> impaired = x.impaired;
            std::sort(impaired.begin(), impaired.end());
            compare("impaired", fmt::format("{}", fmt::join(*e.impaired, ", ")),
                    fmt::format("{}", fmt::join(impaired, ", ")));
        }
        if (e.blame) {
            std::vector<std::string> blame;
            for (const model::culprit& c : x.blame) blame.push_back(graph_->name(c.leaf));
            std::sort(blame.begin(), blame.end());
            compare("blame", fmt::format("{}", fmt::join(*e.blame, ", ")),
                    fmt::format("{}", fmt::join(blame, ", ")));
        }
    }

    template <class Compare>
    void compare_verdict(const expectation& e, const model::verdict_table& table, Compare&& compare) const {
        const model::vertex& v = graph_->at(e.node);
        const model::region_verdict* told = nullptr;
        if (v.kind == model::vertex_kind::region) told = &table.regions[model::index(v.place)];
        for (const auto& flow : table.flows)
            if (v.kind == model::vertex_kind::entity && flow.flow == v.source)
                told = &flow.regions[model::index(v.place)];
        if (e.verdict)
            compare("verdict", std::string{to_string(*e.verdict)}, std::string{to_string(told->effective)});
        if (e.weight_percent)
            compare("weight", fmt::format("{}%", *e.weight_percent),
                    fmt::format("{}%", told->weight_percent));
    }

    std::shared_ptr<const model::graph> graph_;
    model::simulation world_;
    const config::model_test& test_;
};

}  // namespace

std::vector<test_outcome> run_tests(const config::model_tests& tests) {
    std::vector<test_outcome> outcomes;
    for (const config::model_test& t : tests.tests) outcomes.push_back(test_run{tests.graph, t}.run());
    return outcomes;
}

}  // namespace hm::daemon
