#include "model/alerts/watcher.hpp"

#include <algorithm>
#include <array>

namespace hm::model::alerts {

namespace {

template <class T>
bool fits(const std::vector<T>& list, const T& value) {
    return list.empty() || std::ranges::find(list, value) != list.end();
}

// "cosmos-db" means the entity wherever it is, "cosmos-db@westeurope" and "westeurope" the one node; of each,
// also the signals.
bool is_called(const graph& g, vertex_id v, std::string_view name) {
    const vertex& at = g.at(v);
    const std::string_view own = g.name(v);
    if (own == name || (at.kind == vertex_kind::signal && own.substr(0, own.find('/')) == name)) return true;
    const bool in_a_place = at.kind == vertex_kind::entity || at.kind == vertex_kind::signal;
    return in_a_place && at.source != entity_id::none && g.source().at(at.source).name == name;
}

std::string muted_by(const snapshot& s, vertex_id v) {
    const flag_set flags = s.rows.at(v).health.health.flags;
    if (flags.has(flag::maintenance)) return "maintenance";
    if (flags.has(flag::acknowledged)) return "acknowledged";
    return {};
}

std::optional<subject_kind> kind_of_entity(const definition& d, entity_id e) {
    if (e == entity_id::none) return std::nullopt;
    switch (d.at(e).kind) {
        case entity_kind::flow:
            return subject_kind::flow;
        case entity_kind::component:
            return subject_kind::component;
        case entity_kind::dependency:
            return subject_kind::dependency;
        case entity_kind::group:
        case entity_kind::witness:
            break;
    }
    return std::nullopt;
}

}  // namespace

std::optional<truth> truth_of(state now, const std::vector<state>& wanted) {
    if (std::ranges::find(wanted, now) != wanted.end()) return truth::holds;
    if (is_known(now)) return std::nullopt;
    return truth::unclear;
}

// Down by an operator's drain is no news to anybody; down on evidence that is good again only waits.
std::optional<truth> truth_of(const region_verdict& v) {
    if (v.source == verdict_source::warming) return truth::unclear;
    if (v.effective != verdict::down || v.source == verdict_source::drain) return std::nullopt;
    return v.routing == verdict::down ? truth::holds : truth::unclear;
}

std::optional<subject_kind> kind_of(const graph& g, vertex_id v) {
    const vertex& at = g.at(v);
    switch (at.kind) {
        case vertex_kind::root:
            return subject_kind::root;
        case vertex_kind::region:
            return subject_kind::region;
        case vertex_kind::signal:
            return subject_kind::signal;
        case vertex_kind::entity:
        case vertex_kind::rollup:
            break;
    }
    if (g.name(v).find('/') != std::string::npos) return std::nullopt;  // one signal over all regions
    return kind_of_entity(g.source(), at.source);
}

notes notes_on(const graph& g, vertex_id v) {
    const definition& d = g.source();
    if (v == vertex_id::none) return d.on_alert;
    const vertex& at = g.at(v);
    if (at.source != entity_id::none) return completed(d.at(at.source).on_alert, d.on_alert);
    if (at.kind == vertex_kind::region) return completed(d.at(at.place).on_alert, d.on_alert);
    return d.on_alert;
}

bool names_something(const graph& g, std::string_view name) {
    return g.find(name) != vertex_id::none;
}

watcher::watcher(std::vector<rule> rules, std::shared_ptr<const graph> g)
    : rules_(std::move(rules)), graph_(std::move(g)) {
    for (std::size_t r = 0; r < rules_.size(); ++r) {
        if (rules_[r].what == rule_kind::daemon || rules_[r].what == rule_kind::burn_rate) continue;
        for (std::size_t v = 0; v < graph_->size(); ++v)
            if (const vertex_id id{static_cast<std::uint32_t>(v)}; selects(rules_[r], id))
                watched_.push_back({r, id});
    }
}

bool watcher::selects(const rule& r, vertex_id v) const {
    const vertex& at = graph_->at(v);
    const definition& d = graph_->source();
    const bool is_signal = at.kind == vertex_kind::signal;
    if (r.what == rule_kind::verdict && at.kind != vertex_kind::region) return false;
    if (r.what == rule_kind::certificate && !is_signal) return false;
    const selection& whom = r.whom;
    const auto by_name = [&](const std::string& n) { return is_called(*graph_, v, n); };
    const auto exactly = [&](const std::string& n) { return graph_->name(v) == n; };
    // Certificates are seen by signals, and chosen by whose signals they are.
    const bool by_owner = r.what == rule_kind::certificate;
    const std::optional<subject_kind> kind = by_owner ? kind_of_entity(d, at.source) : kind_of(*graph_, v);
    if (!whom.nodes.empty() && !std::ranges::any_of(whom.nodes, by_name)) return false;
    if (!kind) return std::ranges::any_of(whom.nodes, exactly);
    if (is_signal && !by_owner && whom.kinds.empty() && !std::ranges::any_of(whom.nodes, exactly))
        return false;
    if (!fits(whom.kinds, *kind)) return false;
    if (!whom.classes.empty() &&
        (kind != subject_kind::flow || !fits(whom.classes, d.at(at.source).weight_class)))
        return false;
    return whom.regions.empty() || (at.place != region_id::none && fits(whom.regions, d.at(at.place).name));
}

bool watcher::is_watched(std::size_t r, vertex_id v) const {
    const auto place = [](const watched& w) { return std::pair{w.rule, w.subject}; };
    return std::ranges::binary_search(watched_, std::pair{r, v}, {}, place);
}

std::string watcher::key_of(const watched& w) const {
    return rules_[w.rule].name + "/" + graph_->name(w.subject);
}

finding watcher::found(const watched& w) const {
    finding f;
    f.key = key_of(w);
    f.of = w.rule;
    f.subject = w.subject;
    f.level = rules_[w.rule].level;
    if (const auto most = notes_on(*graph_, w.subject).at_most) f.level = std::min(f.level, *most);
    return f;
}

std::optional<truth> watcher::look_at(const rule& r, vertex_id v, const snapshot& s) const {
    const standing& now = s.rows.at(v).health.health;
    switch (r.what) {
        case rule_kind::verdict:
            return truth_of(s.verdicts->regions[index(graph_->at(v).place)]);
        case rule_kind::stale:
            if (now.flags.has(flag::stale)) return truth::holds;
            return now.flags.has(flag::missing) ? std::optional{truth::unclear} : std::nullopt;
        case rule_kind::states:
            return truth_of(now.now.kind(), r.states);
        default:
            return std::nullopt;
    }
}

std::vector<finding> watcher::look(const snapshot& s, const reported& more) const {
    std::vector<finding> all;
    for (const watched& w : watched_) {
        if (rules_[w.rule].what == rule_kind::certificate) continue;
        const auto t = look_at(rules_[w.rule], w.subject, s);
        if (!t) continue;
        finding f = found(w);
        f.is = *t;
        f.muted_by = muted_by(s, w.subject);
        all.push_back(std::move(f));
    }
    look_at_certificates(all, s, more);
    look_at_burns(all, s, more);
    look_at_daemon(all, more);
    return all;
}

void watcher::look_at_certificates(std::vector<finding>& into, const snapshot& s,
                                   const reported& more) const {
    for (const watched& w : watched_) {
        const rule& r = rules_[w.rule];
        if (r.what != rule_kind::certificate) continue;
        const auto seen =
            std::ranges::lower_bound(more.certificates, w.subject, {}, [](const auto& c) { return c.first; });
        const bool known = seen != more.certificates.end() && seen->first == w.subject;
        if (known && seen->second - more.now > r.expires_within) continue;
        if (!known && !may_speak_tls(graph_->spec_of(graph_->at(w.subject).signal)->probe)) continue;
        finding f = found(w);
        f.is = known ? truth::holds : truth::unclear;
        f.muted_by = muted_by(s, w.subject);
        if (known) f.words = "a certificate expires " + format_time(seen->second);
        into.push_back(std::move(f));
    }
}

void watcher::look_at_burns(std::vector<finding>& into, const snapshot& s, const reported& more) const {
    if (!more.burns) return;
    for (std::size_t r = 0; r < rules_.size(); ++r) {
        if (rules_[r].what != rule_kind::burn_rate) continue;
        for (const reported_burn& b : *more.burns) {
            const vertex_id v = graph_->find(b.node);
            if ((b.known && !b.firing) || v == vertex_id::none || !selects(rules_[r], v)) continue;
            finding f = found({r, v});
            f.key += ":" + b.name;
            f.is = b.known ? truth::holds : truth::unclear;
            f.level = b.level;
            if (const auto most = notes_on(*graph_, v).at_most) f.level = std::min(f.level, *most);
            f.muted_by = muted_by(s, v);
            f.words = b.words;
            into.push_back(std::move(f));
        }
    }
}

void watcher::look_at_daemon(std::vector<finding>& into, const reported& more) const {
    for (std::size_t r = 0; r < rules_.size(); ++r) {
        if (rules_[r].what != rule_kind::daemon) continue;
        for (const auto& [what, words] : more.daemon) {
            if (!fits(rules_[r].troubles, what)) continue;
            finding f;
            f.key = rules_[r].name + "/" + std::string{to_string(what)};
            f.of = r;
            f.level = rules_[r].level;
            f.words = words;
            into.push_back(std::move(f));
        }
    }
}

absence watcher::absence_of(std::string_view key, const reported& more) const {
    const std::string_view name = key.substr(0, key.find('/'));
    const auto found = std::ranges::find(rules_, name, &rule::name);
    if (found == rules_.end() || name.size() == key.size()) return absence::gone;
    const std::string_view subject = key.substr(name.size() + 1);
    const auto well_if = [](bool it) { return it ? absence::well : absence::gone; };
    if (found->what == rule_kind::daemon)
        return well_if(std::ranges::any_of(
            std::array{trouble::store, trouble::suspicion, trouble::overload},
            [&](trouble t) { return to_string(t) == subject && fits(found->troubles, t); }));
    if (found->what == rule_kind::burn_rate) {
        if (!more.burns) return absence::unclear;
        return well_if(std::ranges::any_of(
            *more.burns, [&](const reported_burn& b) { return subject == b.node + ":" + b.name; }));
    }
    const vertex_id v = graph_->find(subject);
    return well_if(v != vertex_id::none && is_watched(static_cast<std::size_t>(found - rules_.begin()), v));
}

}  // namespace hm::model::alerts
