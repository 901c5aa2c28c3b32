#include "model/alerts/machine.hpp"

#include <algorithm>
#include <unordered_set>

namespace hm::model::alerts {

namespace {

// Whether everybody who would hear of `b` hears of `a`.
bool reaches_all_of(const rule& a, const rule& b) {
    if (a.sinks.empty()) return true;
    if (b.sinks.empty()) return false;
    return std::ranges::all_of(
        b.sinks, [&](const std::string& s) { return std::ranges::find(a.sinks, s) != a.sinks.end(); });
}

std::string incident_of(const std::string& key, wall_time at) {
    return key + "@" + std::to_string(at.time_since_epoch().count());
}

}  // namespace

std::string_view to_string(phase p) {
    switch (p) {
        case phase::pending:
            return "pending";
        case phase::muted:
            return "muted";
        case phase::held:
            return "held";
        case phase::firing:
            return "firing";
    }
    return "";
}

std::vector<change> machine::step(std::span<const finding> found, const surroundings& around, moment now) {
    std::vector<change> out;
    take_in(found, now);
    leave(found, around, now, out);
    for (auto& [key, a] : alerts_) {
        if (a.what.is != truth::holds || a.well_since) continue;
        if (a.now == phase::firing)
            remind(a, around, now, out);
        else
            decide(a, around, now, out);
    }
    return out;
}

void machine::take_in(std::span<const finding> found, moment now) {
    for (const finding& f : found) {
        const auto at = alerts_.find(f.key);
        if (at != alerts_.end()) {
            at->second.what = f;
            if (f.is == truth::holds) at->second.well_since.reset();
            continue;
        }
        if (f.is != truth::holds) continue;
        if (alerts_.size() >= max_alerts) {
            ++left_out_;
            continue;
        }
        alert a;
        a.what = f;
        a.since = now.wall;
        a.due = now.steady + rules_[f.of].lasting;
        alerts_.emplace(f.key, std::move(a));
    }
}

// Those of which nothing was found.
void machine::leave(std::span<const finding> found, const surroundings& around, moment now,
                    std::vector<change>& out) {
    std::unordered_set<std::string_view> seen;
    for (const finding& f : found) seen.insert(f.key);
    for (auto at = alerts_.begin(); at != alerts_.end();) {
        alert& a = at->second;
        if (seen.contains(at->first)) {
            ++at;
            continue;
        }
        const absence why = around.absence_of(at->first);
        if (why == absence::unclear) a.what.is = truth::unclear;
        if (why == absence::well && !a.well_since) a.well_since = now;
        const bool waits = a.now == phase::firing && why == absence::well &&
                           now.steady - a.well_since->steady < rule_of(a).clear_for;
        if (why == absence::unclear || waits) {
            ++at;
            continue;
        }
        if (a.now == phase::firing) {
            const wall_time ended = a.well_since ? a.well_since->wall : now.wall;
            out.push_back({change::kind::over, a.incident, a, ended, why == absence::gone});
        }
        at = alerts_.erase(at);
    }
}

void machine::decide(alert& a, const surroundings& around, moment now, std::vector<change>& out) {
    if (!a.what.muted_by.empty()) {
        a.now = phase::muted;
        return;
    }
    if (now.steady < a.due) {
        a.now = phase::pending;
        return;
    }
    if (const alert* cause = cause_of(a, around, now)) {
        a.now = phase::held;
        a.held_by = cause->what.key;
        a.settled = cause->now == phase::firing ? now.steady + settling : steady_time::min();
        return;
    }
    if (now.steady < a.settled) {
        a.now = phase::held;  // muted meanwhile, perhaps
        return;
    }
    a.now = phase::firing;
    a.held_by.clear();
    a.fired = now.wall;
    a.told = now.steady;
    a.incident = incident_of(a.what.key, now.wall);
    out.push_back({change::kind::fired, a.incident, a, now.wall, false});
}

void machine::remind(alert& a, const surroundings& around, moment now, std::vector<change>& out) const {
    const auto every = rule_of(a).remind;
    if (!every || now.steady - a.told < *every || !a.what.muted_by.empty()) return;
    if (cause_of(a, around, now) != nullptr) return;
    a.told = now.steady;
    out.push_back({change::kind::reminded, a.incident, a, now.wall, false});
}

const alert* machine::cause_of(const alert& a, const surroundings& around, moment now) const {
    for (const auto& [key, other] : alerts_)
        if (&other != &a && speaks_for(other, a, now) && around.is_cause(other.what, a.what)) return &other;
    return nullptr;
}

// One that people know of, or will: it asks for as much, and of all who would hear of the other.
bool machine::speaks_for(const alert& cause, const alert& a, moment now) const {
    if (cause.what.level < a.what.level || !reaches_all_of(rule_of(cause), rule_of(a))) return false;
    if (cause.now == phase::firing) return true;
    if (cause.what.is != truth::holds || !cause.what.muted_by.empty()) return false;
    if (now.steady >= cause.due) return true;
    // A cause that comes and goes must not put off its symptom for ever.
    const duration patience = std::max(rule_of(cause).lasting, rule_of(a).lasting);
    return now.steady < a.due - rule_of(a).lasting + patience;
}

void machine::resume(const told_incident& i, moment now) {
    alert a;
    a.what.key = i.key;
    a.what.level = i.level;
    a.what.is = truth::unclear;
    const auto name = std::string_view{i.key}.substr(0, i.key.find('/'));
    const auto of = std::ranges::find(rules_, name, &rule::name);
    // Of a rule that is no more it is over at the first look, by whatever rule it is kept until then.
    a.what.of = of == rules_.end() ? 0 : static_cast<std::size_t>(of - rules_.begin());
    a.now = phase::firing;
    a.since = i.since;
    a.fired = i.fired;
    a.told = now.steady - std::max(duration{0}, duration{now.wall - i.told});
    a.incident = i.incident;
    alerts_.insert_or_assign(i.key, std::move(a));
}

void machine::forget_subjects() {
    for (auto& [key, a] : alerts_) a.what.subject = vertex_id::none;
}

}  // namespace hm::model::alerts
