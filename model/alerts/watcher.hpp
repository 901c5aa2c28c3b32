// Applies the rules to a picture of the model. Made for one graph: which rule is about which vertex is
// decided once. Looks at what is, without a memory: machine.hpp has that.
#pragma once

#include "model/alerts/finding.hpp"
#include "model/snapshot.hpp"

#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace hm::model::alerts {

class watcher {
public:
    watcher(std::vector<rule> rules, std::shared_ptr<const graph> g);

    const std::vector<rule>& rules() const { return rules_; }
    const std::shared_ptr<const graph>& model() const { return graph_; }

    // What holds, or cannot be told, now; everything else is well. `s` is of the same graph.
    std::vector<finding> look(const snapshot& s, const reported& more) const;

    // What it means that nothing was found of that key.
    absence absence_of(std::string_view key, const reported& more) const;

    struct watched {
        std::size_t rule;
        vertex_id subject;
    };
    // Of the rules about parts of the model; by rule, then by vertex.
    const std::vector<watched>& all_watched() const { return watched_; }
    std::string key_of(const watched& w) const;

private:
    bool selects(const rule& r, vertex_id v) const;
    bool is_watched(std::size_t r, vertex_id v) const;
    finding found(const watched& w) const;
    std::optional<truth> look_at(const rule& r, vertex_id v, const snapshot& s) const;
    void look_at_burns(std::vector<finding>& into, const snapshot& s, const reported& more) const;
    void look_at_certificates(std::vector<finding>& into, const snapshot& s, const reported& more) const;
    void look_at_daemon(std::vector<finding>& into, const reported& more) const;

    std::vector<rule> rules_;
    std::shared_ptr<const graph> graph_;
    std::vector<watched> watched_;
};

// What a state, or what balancers are told of a region, is to a rule about it. Nothing: all is well.
std::optional<truth> truth_of(state now, const std::vector<state>& wanted);
std::optional<truth> truth_of(const region_verdict& v);

// Which part of the model a vertex is; none for groups, witnesses and single signals seen over regions.
std::optional<subject_kind> kind_of(const graph& g, vertex_id v);
// What the model says about alerts on a vertex.
notes notes_on(const graph& g, vertex_id v);
// Whether the model has anything that a name in `nodes:` means.
bool names_something(const graph& g, std::string_view name);

}  // namespace hm::model::alerts
