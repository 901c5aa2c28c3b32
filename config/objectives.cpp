#include "config/objectives.hpp"

#include "config/burn_alerts.hpp"
#include "config/policies.hpp"
#include "config/zones.hpp"
#include "model/slo/objective_board.hpp"

#include <algorithm>

namespace hm::config {

namespace {

using model::slo::budget_window;
using model::slo::calendar_unit;
using model::slo::calendar_window;
using model::slo::counted_signal;
using model::slo::method;
using model::slo::objective;
using model::slo::unknown_rule;
using std::chrono::seconds;

constexpr std::array<word<method>, 3> method_words{
    {{"time", method::time}, {"slices", method::slices}, {"events", method::events}}};
constexpr std::array<word<unknown_rule>, 3> unknown_words{
    {{"excluded", unknown_rule::excluded}, {"good", unknown_rule::good}, {"bad", unknown_rule::bad}}};
constexpr std::array<word<calendar_unit>, 4> unit_words{{{"day", calendar_unit::day},
                                                         {"week", calendar_unit::week},
                                                         {"month", calendar_unit::month},
                                                         {"quarter", calendar_unit::quarter}}};
constexpr std::array<word<bool>, 2> routed_by_words{{{"region", false}, {"flow", true}}};

constexpr std::array<std::string_view, 3> keys_of_one{"good", "total", "routed_by"};

// { calendar: month, zone: Europe/Amsterdam }
std::optional<budget_window> read_calendar(const node& n, const draft& d) {
    map_reader keys{n, n.at, d.out};
    calendar_window window;
    const node* unit = keys.required("calendar");
    if (unit != nullptr) window.unit = as_word(*unit, d.out, unit_words).value_or(window.unit);
    window.zone = read_zone(keys.optional("zone"), d);
    keys.finish();
    return window;
}

std::optional<budget_window> as_window(const node& n, report& out, const draft& d) {
    if (n.what == node::kind::map) return read_calendar(n, d);
    const auto length = as_duration(n, out, min_slo_window, max_slo_window);
    if (!length) return std::nullopt;
    const auto whole = std::chrono::floor<std::chrono::minutes>(*length);
    if (whole != *length) out.error(n.at, fmt::format("{} is not a whole number of minutes", n.text));
    return budget_window{seconds{whole}};
}

std::optional<seconds> as_slice(const node& n, report& out) {
    const auto length = as_duration(n, out, min_slice, max_slice);
    if (!length) return std::nullopt;
    const auto whole = std::chrono::floor<seconds>(*length);
    if (whole == *length && max_slice % whole == seconds{0}) return whole;
    out.error(n.at, fmt::format("an hour is not a whole number of slices of {}", n.text),
              "10s is the default; 1m is what OpenSLO's examples have");
    return std::nullopt;
}

void read_unknown(const node& n, objective& into, report& out) {
    if (n.what != node::kind::map) {
        if (!is_bare_hold(n, out)) into.unknown = as_word(n, out, unknown_words).value_or(into.unknown);
        return;
    }
    into.unknown = unknown_rule::hold;
    if (const auto age = read_hold(n, out)) into.hold = std::chrono::floor<seconds>(*age);
}

class objective_reader {
public:
    objective_reader(draft& d, const model::entity* about) : d_(d), about_(about) {}

    std::shared_ptr<objective> read(const member& m) {
        const auto o = std::make_shared<objective>();
        if (m.value.what == node::kind::map)
            read_map(m, *o);
        else if (const auto target = as_percentage(m.value, d_.out))
            o->target = *target;
        else
            return nullptr;
        return o;
    }

private:
    void read_map(const member& m, objective& o) {
        map_reader keys{m.value, m.key_at, d_.out};
        if (const node* target = keys.required("target"))
            o.target = as_percentage(*target, d_.out).value_or(o.target);
        if (const node* degraded = keys.optional("degraded")) read_degraded(*degraded, o);
        keys.read("window", o.window, as_window, d_);
        keys.read("slice", o.slice, as_slice);
        if (const node* unknown = keys.optional("unknown")) read_unknown(*unknown, o, d_.out);
        if (about_ == nullptr)
            keys.refuse(keys_of_one, "belongs to the objectives of its members", "");
        else
            read_own_keys(keys, o);
        read_method(keys, m, o);
        keys.read("alerts", o.alerts, as_burn_alerts, o);
        keys.finish();
    }

    void read_degraded(const node& n, objective& o) {
        o.degraded = as_percentage(n, d_.out);
        if (o.degraded && o.target > 0 && *o.degraded > o.target)
            d_.out.error(n.at,
                         fmt::format("{} healthy is more than the target, which lets it be degraded", n.text),
                         "what is not unhealthy is healthy or degraded: this one is the smaller");
    }

    void read_own_keys(map_reader& keys, objective& o) {
        const node* good = keys.optional("good");
        const node* total = keys.optional("total");
        if ((good == nullptr) != (total == nullptr))
            d_.out.error((good != nullptr ? good : total)->at, "\"good\" and \"total\" need each other");
        if (good != nullptr && total != nullptr) {
            const auto counted_good = read_counted(*good), counted_total = read_counted(*total);
            if (counted_good && counted_total) {
                o.events = {*counted_good, *counted_total};
                o.how = method::events;
            }
        }
        if (const node* by = keys.optional("routed_by")) {
            o.routed_by_flow = as_word(*by, d_.out, routed_by_words).value_or(false);
            if (o.routed_by_flow && about_->kind != model::entity_kind::flow)
                d_.out.error(by->at, "only flows have verdicts of their own");
        }
    }

    void read_method(map_reader& keys, const member& m, objective& o) {
        keys.read("method", o.how, as_word<method, method_words.size()>, method_words);
        const node* slice_target = keys.optional("slice_target");
        if (slice_target != nullptr) {
            o.slice_target = as_percentage(*slice_target, d_.out).value_or(o.slice_target);
            if (o.how != method::slices)
                d_.out.error(slice_target->at, "slices have a target only with `method: slices`");
        }
        if (o.how == method::events && !o.events && about_ != nullptr && m.value.find("good") == nullptr)
            d_.out.error(m.value.find("method")->value.at, "nothing says which events count",
                         "add `good: requests/good` and `total: requests/all`, which others push");
    }

    // component/signal, whose `value` others push, or Prometheus knows: a number that only grows.
    std::optional<counted_signal> read_counted(const node& n) {
        const auto text = as_text(n, d_.out);
        if (!text) return std::nullopt;
        const std::size_t slash = text->find('/');
        const auto found = d_.names.find(std::string_view{*text}.substr(0, slash));
        if (slash == std::string::npos || found == d_.names.end() ||
            found->second.entity == model::entity_id::none) {
            d_.out.error(n.at, fmt::format("{} is no signal of an entity", quoted(*text)),
                         "write it like requests/good");
            return std::nullopt;
        }
        return signal_of(n, found->second.entity, text->substr(slash + 1));
    }

    std::optional<counted_signal> signal_of(const node& n, model::entity_id id, const std::string& name) {
        model::entity& e = d_.model.entities[model::index(id)];
        std::vector<std::string_view> known;
        for (std::size_t i = 0; i < e.signals.size(); ++i) {
            known.push_back(e.signals[i].name);
            if (e.signals[i].name != name) continue;
            for (auto& spec : e.signals[i].places)
                if (!count_value(spec, n)) return std::nullopt;
            return counted_signal{id, i};
        }
        d_.out.error(n.at, fmt::format("{} has no signal {}", quoted(e.name), quoted(name)),
                     did_you_mean(name, known));
        return std::nullopt;
    }

    static bool counts_for_others(const model::signal_spec& spec) {
        const auto* asked = std::get_if<model::prometheus_spec>(&spec.probe);
        return is_pushed(spec) || (asked != nullptr && !asked->query.empty());
    }

    // Its `value` is read, whether a condition looks at it or not.
    bool count_value(std::shared_ptr<const model::signal_spec>& spec, const node& n) {
        const model::target* goes_to = target_of(spec->probe);
        if (goes_to != nullptr && goes_to->host.empty()) return false;  // what it is could not be read
        if (!counts_for_others(*spec)) {
            d_.out.error(
                n.at,
                fmt::format("{} is a probe of ours, which says nothing of what users got", quoted(n.text)),
                "events are what others count: `push: { token: … }`, or a `query:` of Prometheus");
            return false;
        }
        const std::vector<std::string> value{"value"};
        if (std::find(spec->body_paths.begin(), spec->body_paths.end(), value) != spec->body_paths.end())
            return true;
        auto counted = std::make_shared<model::signal_spec>(*spec);
        counted->body_paths.push_back(value);
        spec = std::move(counted);
        return true;
    }

    draft& d_;
    const model::entity* about_;
};

}  // namespace

std::shared_ptr<objective> read_objective(const member& m, const model::entity* about, draft& d) {
    return objective_reader{d, about}.read(m);
}

void read_objectives(draft& d) {
    std::size_t tracked = 0;
    for (std::size_t i = 0; i < d.entity_texts.size(); ++i) {
        const member* m = d.entity_texts[i]->value.find("objective");
        if (m == nullptr) continue;
        model::entity& e = d.model.entities[i];
        auto o = read_objective(*m, &e, d);
        if (!o) continue;
        e.objective = o->target;
        e.attained = std::move(o);
        const std::size_t before = tracked;
        tracked += 1 + e.regions.size();
        if (before <= model::slo::max_tracked && tracked > model::slo::max_tracked)
            d.out.error(m->key_at, fmt::format("more than {} objectives, with those of every region",
                                               model::slo::max_tracked));
    }
}

}  // namespace hm::config
