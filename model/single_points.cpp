#include "model/single_points.hpp"

#include "model/health.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <span>

namespace hm::model {

namespace {

bool has_somewhere_else(const entity& flow) {
    return flow.kind == entity_kind::flow && flow.regions.size() > 1;
}

// In how many regions a vertex can make a flow worse that has more than one.
enum class reach : std::uint8_t { nowhere, one_region, several_regions };

struct reached {
    reach how_far = reach::nowhere;
    region_id where = region_id::none;  // one_region

    void add(reached other) {
        if (other.how_far == reach::nowhere) return;
        if (how_far == reach::nowhere)
            *this = other;
        else if (other.how_far == reach::several_regions || other.where != where)
            how_far = reach::several_regions;
    }
};

// By vertex, from the edges alone. What it finds to end in one region is most of a model, and need not be
// tried.
std::vector<reached> reach_of_all(const graph& g) {
    std::vector<reached> all(g.size());
    for (std::size_t i = g.size(); i-- > 0;) {  // parents stand behind their children
        const vertex_id id{static_cast<std::uint32_t>(i)};
        const vertex& v = g.at(id);
        if (v.kind == vertex_kind::entity && has_somewhere_else(g.source().at(v.source)))
            all[i].add({reach::one_region, v.place});
        for (vertex_id parent : g.parents(id)) all[i].add(all[index(parent)]);
    }
    return all;
}

struct instance {
    entity_id what;
    region_id place;  // none: global
    vertex_id vertex;
};

class search {
public:
    search(const std::shared_ptr<const graph>& g, std::size_t max_work)
        : graph_(*g), reach_(reach_of_all(graph_)), evaluator_(g), work_left_(max_work) {
        for (signal_id s : graph_.signals()) evaluator_.set_leaf(s, {state::healthy, true});
        evaluator_.evaluate();
    }

    single_points run() {
        single_points result;
        for (const instance& i : candidates()) {
            if (work_left_ == 0) {
                result.complete = false;
                break;
            }
            add(i, flows_lost_without(i.vertex), result.found);
        }
        return result;
    }

private:
    std::vector<instance> candidates() const {
        std::vector<instance> all;
        const auto add_if = [&](instance i) {
            if (reaches_several_regions(i.vertex)) all.push_back(i);
        };
        const definition& d = graph_.source();
        for (std::size_t i = 0; i < d.entities.size(); ++i) {
            const entity_id id{static_cast<std::uint32_t>(i)};
            if (d.at(id).where == scope::global)
                add_if({id, region_id::none, graph_.seen_from_elsewhere(id)});
            for (region_id r : d.at(id).regions) add_if({id, r, graph_.instance(id, r)});
        }
        return all;
    }

    // By all of its signals together: each may be needed by somebody else.
    bool reaches_several_regions(vertex_id instance) const {
        reached together;
        for (const edge& e : graph_.signal_edges(instance)) together.add(reach_[index(e.child)]);
        return together.how_far == reach::several_regions;
    }

    // The flows with several regions that are unhealthy in all of them because this instance is.
    std::vector<entity_id> flows_lost_without(vertex_id instance) {
        std::set<entity_id> affected;
        for (vertex_id id : after(instance, state::unhealthy)) {
            const vertex& v = graph_.at(id);
            const bool is_flow =
                v.kind == vertex_kind::entity && has_somewhere_else(graph_.source().at(v.source));
            if (is_flow) affected.insert(v.source);
        }
        std::vector<entity_id> lost{affected.begin(), affected.end()};
        std::erase_if(lost, [this](entity_id flow) {
            return dead_places(flow) < graph_.source().at(flow).regions.size();
        });
        after(instance, state::healthy);
        // Where a flow is dead with everything healthy it is not this instance that takes it down.
        std::erase_if(lost, [this](entity_id flow) { return dead_places(flow) > 0; });
        return lost;
    }

    std::size_t dead_places(entity_id flow) const {
        const auto& regions = graph_.source().at(flow).regions;
        return static_cast<std::size_t>(std::count_if(regions.begin(), regions.end(), [&](region_id r) {
            return evaluator_.at(graph_.instance(flow, r)).health.now == state::unhealthy;
        }));
    }

    // What changes when the instance's own signals do.
    std::span<const vertex_id> after(vertex_id instance, state s) {
        for (const edge& e : graph_.signal_edges(instance))
            evaluator_.set_leaf(graph_.at(e.child).signal, {s, true});
        const std::span<const vertex_id> changed = evaluator_.evaluate();
        for (vertex_id v : changed)
            for (vertex_id parent : graph_.parents(v))
                work_left_ -= std::min(work_left_, graph_.edges(parent).size());
        return changed;
    }

    static void add(const instance& i, const std::vector<entity_id>& lost, std::vector<single_point>& found) {
        if (lost.empty()) return;
        if (found.empty() || found.back().what != i.what) found.push_back({i.what, {}, {}});
        single_point& point = found.back();
        if (i.place != region_id::none) point.places.push_back(i.place);
        std::vector<entity_id> all;
        std::set_union(point.flows.begin(), point.flows.end(), lost.begin(), lost.end(),
                       std::back_inserter(all));
        point.flows = std::move(all);
    }

    const graph& graph_;
    const std::vector<reached> reach_;
    evaluator evaluator_;
    std::size_t work_left_;
};

}  // namespace

single_points find_single_points(const std::shared_ptr<const graph>& g, std::size_t max_work) {
    return search{g, max_work}.run();
}

}  // namespace hm::model
