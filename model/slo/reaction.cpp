#include "model/slo/reaction.hpp"

#include "model/health.hpp"
#include "model/slo/calculated.hpp"

#include <algorithm>

namespace hm::model {

namespace {

// The longest time between two runs.
duration gap(duration interval, const schedule& s) {
    return interval + longest_delay(interval, s.jitter);
}

// While a change is pending runs come fast, but one waits for the one before.
duration pending_gap(const schedule& s) {
    return std::max(gap(s.fast_every, s), s.timeout);
}

class search {
public:
    explicit search(const std::shared_ptr<const graph>& g) : graph_(*g), evaluator_(g) {
        for (const signal_id s : graph_.signals()) evaluator_.set_leaf(s, {state::healthy, true});
        evaluator_.evaluate();
    }

    // The signals that can take a flow out of a region: each alone; if none can, all that are below it. What
    // balancers do not go by (global entities), and what is pushed, is not among them.
    std::vector<signal_id> deciding(vertex_id flow) {
        std::vector<signal_id> below = signals_below(flow), alone;
        for (const signal_id s : below) {
            evaluator_.set_leaf(s, {state::unhealthy, true});
            evaluator_.evaluate();
            if (evaluator_.at(flow).routing.now == state::unhealthy) alone.push_back(s);
            evaluator_.set_leaf(s, {state::healthy, true});
        }
        evaluator_.evaluate();
        return alone.empty() ? below : alone;
    }

private:
    std::vector<signal_id> signals_below(vertex_id top) const {
        std::vector<bool> met(graph_.size(), false);
        std::vector<vertex_id> todo{top};
        std::vector<signal_id> found;
        while (!todo.empty()) {
            const vertex_id id = todo.back();
            todo.pop_back();
            if (met[index(id)]) continue;
            met[index(id)] = true;
            const vertex& v = graph_.at(id);
            if (v.kind == vertex_kind::signal && !v.global && !is_pushed(*graph_.spec_of(v.signal)))
                found.push_back(v.signal);
            for (const edge& e : graph_.edges(id)) todo.push_back(e.child);
        }
        std::sort(found.begin(), found.end());
        return found;
    }

    const graph& graph_;
    evaluator evaluator_;
};

double seconds(duration d) {
    return std::chrono::duration<double>(d).count();
}

double share_of(const graph& g, const entity& flow, region_id region) {
    double all = 0;
    for (const region_id r : flow.regions) all += g.source().at(r).share;
    return all == 0 ? 1 : g.source().at(region).share / all;
}

// `slowest` and both kinds of evidence are there.
void complete(failover& f, const traffic_rules& rules, const consumer& c) {
    const duration around = f.evidence + daemon_lag + time_to_evict(c);
    f.evict = around + rules.down_after;
    f.evict_if_all_fail = around + std::min(rules.down_after, rules.total_failure_after);
    f.restore = f.back_evidence + daemon_lag + std::max(rules.up_after, rules.min_down) + time_to_restore(c);
    f.cost_s = f.share * seconds(f.evict);
}

}  // namespace

duration time_to_fall(const signal_spec& s) {
    return gap(s.when.every, s.when) + (s.debounce.fall - 1) * pending_gap(s.when) + s.when.timeout;
}

duration time_to_rise(const signal_spec& s) {
    return gap(s.when.down_every, s.when) + (s.debounce.rise - 1) * pending_gap(s.when) + s.when.timeout;
}

std::vector<flow_reaction> reactions(const std::shared_ptr<const graph>& g, const consumer& c) {
    const definition& d = g->source();
    search among{g};
    std::vector<flow_reaction> all;
    for (std::size_t i = 0; i < d.entities.size(); ++i) {
        const entity& flow = d.entities[i];
        if (flow.kind != entity_kind::flow || flow.where == scope::global) continue;
        flow_reaction r{entity_id{static_cast<std::uint32_t>(i)}, {}, {}};
        if (flow.objective) r.allowed_s = unavailability(*flow.objective) * seconds(slo_period);
        for (const region_id region : flow.regions) {
            failover f;
            f.region = region;
            f.share = share_of(*g, flow, region);
            for (const signal_id s : among.deciding(g->instance(r.flow, region))) {
                const signal_spec& spec = *g->spec_of(s);
                if (time_to_fall(spec) > f.evidence) f.slowest = s;
                f.evidence = std::max(f.evidence, time_to_fall(spec));
                f.back_evidence = std::max(f.back_evidence, time_to_rise(spec));
            }
            if (f.slowest == signal_id::none) continue;  // nothing is probed there
            complete(f, d.traffic, c);
            r.regions.push_back(f);
        }
        all.push_back(std::move(r));
    }
    return all;
}

}  // namespace hm::model
