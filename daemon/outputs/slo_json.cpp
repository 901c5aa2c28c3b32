#include "daemon/outputs/slo_json.hpp"

#include <cmath>

namespace hm::daemon {

namespace {

using model::chance_range;

constexpr double no_difference =
    1e-9;  // of the unavailability: what sums in another order may differ by, and much more

double seconds_of(double share) {
    return share * std::chrono::duration<double>(model::slo_period).count();
}

void write_reachable(json_writer& w, std::optional<model::reach> r) {
    w.key("reachable");
    if (!r || *r == model::reach::undecided)
        w.null();
    else
        w.boolean(*r == model::reach::yes);
}

void write_objective(json_writer& w, const std::optional<model::parts_per_billion>& objective) {
    w.key("objective");
    if (objective)
        w.number(static_cast<double>(*objective) / static_cast<double>(model::whole));
    else
        w.null();
    w.key("allowed_downtime_s");
    if (objective)
        w.number(seconds_of(model::unavailability(*objective)));
    else
        w.null();
}

void write_costs(json_writer& w, const model::definition& d, const model::calculated_flow& f) {
    w.key("costs");
    if (!f.costs) return w.null();
    const auto list = w.array();
    for (const model::slo_cost& c : *f.costs) {
        const auto o = w.object();
        w.key("id").text(d.at(c.what).name);
        w.key("downtime_s").number(seconds_of(c.gain));
        w.key("importance").number(c.importance);
    }
}

}  // namespace

const std::string_view independence_remark =
    "What fails together by one cause, such as a bad release, a shared network or an operator's mistake, is "
    "not in these "
    "figures: they take every part to fail independently of all others.";

std::optional<double> differing_naive(const model::calculated_flow& f) {
    if (!f.naive || !f.down.exact()) return f.naive;
    const bool same = std::abs(*f.naive - f.down.lowest) <= no_difference * f.down.lowest;
    return same ? std::nullopt : f.naive;
}

void write_availability(json_writer& w, const chance_range& down) {
    const auto figure = [&](const char* key, double value) {
        w.key(key);
        if (down.exact())
            w.number(value);
        else
            w.null();
    };
    figure("availability", 1 - down.lowest);
    figure("unavailability", down.lowest);
    figure("expected_downtime_s", seconds_of(down.lowest));
    if (down.exact()) return;
    const auto bounds = w.key("bounds").object();
    w.key("lowest").number(1 - down.highest);
    w.key("highest").number(1 - down.lowest);
}

void write_calculated(json_writer& w, const model::calculated_slo& s, const model::calculated_flow& f) {
    const model::definition& d = s.wholes->source();
    w.key("id").text(d.at(f.flow).name);
    write_availability(w, f.down);
    write_objective(w, d.at(f.flow).objective);
    write_reachable(w, f.reachable);
    w.key("naive_availability");
    if (const auto naive = differing_naive(f))
        w.number(1 - *naive);
    else
        w.null();
    w.key("one_more_region");
    if (f.one_more_region) {
        const auto o = w.object();
        write_availability(w, *f.one_more_region);
    } else {
        w.null();
    }
    write_costs(w, d, f);
    const auto list = w.key("regions").array();
    for (const auto& [region, down] : f.in_regions) {
        const auto o = w.object();
        w.key("region").text(d.at(region).name);
        write_availability(w, down);
    }
}

void write_assumptions(json_writer& w, const model::calculated_slo& s) {
    w.key("period_s").integer(std::chrono::seconds{model::slo_period}.count());
    {
        const auto list = w.key("assumed").array();
        for (const model::entity_id id : s.assumed) w.text(s.wholes->source().at(id).name);
    }
    {
        const auto list = w.key("entangled").array();
        for (const model::vertex_id id : s.entangled) w.text(s.wholes->name(id));
    }
    w.key("remark").text(independence_remark);
}

}  // namespace hm::daemon
