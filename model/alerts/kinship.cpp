#include "model/alerts/kinship.hpp"

#include "model/explain.hpp"

#include <algorithm>
#include <tuple>

namespace hm::model::alerts {

namespace {

int level_of(const rule& r, vertex_kind kind) {
    if (r.what == rule_kind::burn_rate) return 4;
    if (kind == vertex_kind::root) return 3;
    if (r.what == rule_kind::verdict) return 2;
    return kind == vertex_kind::region ? 1 : 0;
}

bool may_cause(rule_kind k) {
    return k == rule_kind::states || k == rule_kind::verdict;
}

// A certificate that will expire has no cause. The daemon's own trouble is that of what it does not see.
bool may_be_symptom(rule_kind k) {
    return k == rule_kind::states || k == rule_kind::verdict || k == rule_kind::burn_rate;
}

}  // namespace

bool kinship::is_cause(const finding& cause, const finding& symptom) {
    const rule& a = rules_[cause.of];
    const rule& b = rules_[symptom.of];
    if (a.what == rule_kind::daemon && b.what == rule_kind::stale)
        return cause.key.ends_with("/suspicion") || cause.key.ends_with("/overload");
    if (!may_cause(a.what) || !may_be_symptom(b.what)) return false;
    if (cause.subject == vertex_id::none || symptom.subject == vertex_id::none) return false;
    const graph& g = *picture_.model;
    // Children have lower numbers than their parents.
    const auto rank = [&](const finding& f, const rule& r) {
        return std::tuple{level_of(r, g.at(f.subject).kind), f.subject, -static_cast<int>(f.level), f.of};
    };
    return rank(cause, a) < rank(symptom, b) && is_below(cause, symptom);
}

bool kinship::is_below(const finding& cause, const finding& symptom) {
    const graph& g = *picture_.model;
    if (cause.subject == symptom.subject) return true;
    if (std::ranges::binary_search(blamed(symptom.subject), cause.subject)) return true;
    // Regions are not below what is seen over all of them, but what happens in them is.
    const vertex& at = g.at(cause.subject);
    return at.kind == vertex_kind::region && blames_place(symptom.subject, at.place);
}

bool kinship::blames_place(vertex_id node, region_id place) {
    return std::ranges::any_of(blamed(node),
                               [&](vertex_id v) { return picture_.model->at(v).place == place; });
}

const std::vector<vertex_id>& kinship::blamed(vertex_id node) {
    const auto [at, is_new] = blamed_.try_emplace(node);
    std::vector<vertex_id>& all = at->second;
    if (!is_new) return all;
    const graph& g = *picture_.model;
    all = blamed_below(picture_, node);
    // Who needs one signal of a node has no edge to the node; its trouble is the node's all the same.
    for (std::size_t i = 0, n = all.size(); i < n; ++i) {
        const vertex& v = g.at(all[i]);
        if (v.kind != vertex_kind::signal || v.source == entity_id::none) continue;
        const vertex_id owner = g.instance(v.source, v.place);
        if (owner != node && owner != vertex_id::none) all.push_back(owner);
    }
    std::ranges::sort(all);
    return all;
}

}  // namespace hm::model::alerts
