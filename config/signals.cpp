#include "config/signals.hpp"

#include "config/alert_conditions.hpp"
#include "config/conditions.hpp"
#include "config/probe_kinds.hpp"
#include "config/signal_checks.hpp"
#include "config/window_checks.hpp"

#include <memory>
#include <unordered_map>

namespace hm::config {

namespace {

using model::signal_spec;

constexpr std::array<std::string_view, 4> keys_of_judging{"degraded", "unhealthy", "on_failure",
                                                          "min_samples"};
constexpr std::array<std::string_view, 2> keys_of_conditions{"degraded", "unhealthy"};

// Exactly one kind's key must stand there.
const probe_kind* find_kind(map_reader& keys, place at, report& out) {
    const probe_kind* found = nullptr;
    std::vector<std::string_view> known;
    for (const probe_kind& kind : probe_kinds()) {
        known.push_back(kind.key);
        const member* m = keys.find(kind.key);
        if (m == nullptr) continue;
        if (found != nullptr)
            out.error(m->key_at, fmt::format("a signal has one probe, this has \"{}\" already", found->key),
                      "make it two signals");
        else
            found = &kind;
    }
    if (found == nullptr)
        out.error(at, fmt::format("the signal has no probe: one of {} is missing", fmt::join(known, ", ")));
    return found;
}

void read_condition(const member* m, std::optional<model::condition>& into, signal_spec& spec,
                    substitution& here, report& out) {
    if (m == nullptr) return;
    const std::optional<std::string> text = here.shown_text(m->value, "a condition", out);
    if (!text) return;
    auto condition = parse_condition(*text, spec.body_paths, spec.windowed);
    if (condition) {
        into = std::move(condition.value);
        return;
    }
    const bool substituted = *text != m->value.text;
    out.error(substituted ? m->value.at : place_in(m->value, condition.wrong.offset, out),
              substituted ? fmt::format("{} in the condition {}", condition.wrong.message, quoted(*text))
                          : condition.wrong.message,
              condition.wrong.hint);
}

// A witness answers or it does not: nothing is degraded, and nobody else judges.
void read_witness_keys(map_reader& keys, const probe_kind* kind, const member& m, signal_spec& spec,
                       report& out) {
    keys.refuse(keys_of_judging, "means nothing for a witness",
                "it answers or it does not; `expect` says what counts as an answer");
    spec.on_failure = model::failure_policy::unhealthy;
    if (kind == nullptr) return;
    if (kind->is_pushed)
        out.error(m.key_at, "a witness cannot be pushed",
                  "it tells whether this daemon is well connected: let it be probed");
    if (kind->only_value)
        out.error(m.key_at, fmt::format("a {} signal cannot be a witness", kind->key),
                  "it never fails: who cannot be asked is unknown");
}

timing timing_of(const probe_kind* kind, map_reader& keys, const timing& defaults, report& out) {
    if (kind != nullptr && kind->is_pushed) return read_push_timing(keys, defaults, out);
    if (kind != nullptr && kind->only_value) return read_value_timing(keys, defaults, out);
    return read_timing(keys, defaults, out);
}

std::shared_ptr<signal_spec> read_place(const member& m, const signal_context& context, substitution& here,
                                        report& out) {
    auto spec = std::make_shared<signal_spec>();
    map_reader keys{m.value, m.key_at, out};
    const probe_kind* kind = find_kind(keys, m.key_at, out);
    if (kind != nullptr)
        if (auto probe = kind->read(*keys.find(kind->key), here, context.tls, out))
            spec->probe = std::move(*probe);
    spec->secrets = here.secrets();

    const timing t = timing_of(kind, keys, context.defaults, out);
    spec->when = schedule_of(t);
    spec->debounce = t.debounce;
    spec->on_failure = t.on_failure;
    spec->min_samples = t.min_samples;

    if (context.rules == signal_rules::witness) {
        read_witness_keys(keys, kind, m, *spec, out);
        keys.finish();
        return spec;
    }
    if (judges_alerts(*spec)) {
        keys.refuse(keys_of_conditions, "means nothing beside `alert`",
                    "what an alert is worth is said inside: firing: degraded, pending: degraded");
        set_alert_conditions(*spec);
        keys.finish();
        return spec;
    }
    const member* degraded = keys.find("degraded");
    const member* unhealthy = keys.find("unhealthy");
    read_condition(degraded, spec->degraded, *spec, here, out);
    read_condition(unhealthy, spec->unhealthy, *spec, here, out);
    keys.finish();
    if (kind == nullptr) return spec;
    if (asks_for_value(*spec) && degraded == nullptr && unhealthy == nullptr)
        out.error(m.key_at, "nobody judges the value: whatever it is would be healthy",
                  "add a condition, such as unhealthy: value > 5%");
    check_signal(*spec, *kind, degraded, unhealthy, out);
    warn_unused_min_samples(*spec, keys.find("min_samples"), out);
    return spec;
}

model::signal_definition read_signal(const member& m, const signal_context& context, report& out) {
    model::signal_definition signal;
    signal.name = m.key;
    if (auto name = parse_name(m.key); !name) out.error(m.key_at, name.wrong.message, name.wrong.hint);
    if (!expect_map(m.value, out)) return signal;

    std::unordered_map<std::string, std::shared_ptr<const signal_spec>> alike;
    for (model::region_id place : context.places) {
        substitution here{context.regions, place, context.used_variables, context.secrets};
        std::shared_ptr<const signal_spec> spec = read_place(m, context, here, out);
        const auto [same, fresh] = alike.try_emplace(here.fingerprint(), spec);
        signal.places.push_back(same->second);
        const bool depends_on_place = !here.fingerprint().empty();
        if (depends_on_place) continue;
        signal.places.resize(context.places.size(), spec);
        break;
    }
    return signal;
}

}  // namespace

std::vector<model::signal_definition> read_signals(const node& map, const signal_context& context,
                                                   report& out) {
    std::vector<model::signal_definition> signals;
    if (!expect_map(map, out)) return signals;
    signals.reserve(map.members.size());
    for (const member& m : map.members) signals.push_back(read_signal(m, context, out));
    return signals;
}

}  // namespace hm::config
