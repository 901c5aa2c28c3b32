#include "config/traffic.hpp"

#include "config/reader.hpp"

namespace hm::config {

namespace {

using model::on_unknown;
using model::traffic_rules;

constexpr std::array<word<on_unknown>, 3> unknown_words{
    {{"last", on_unknown::last}, {"open", on_unknown::open}, {"closed", on_unknown::closed}}};

constexpr std::array<word<bool>, 2> switch_words{{{"on", true}, {"off", false}}};

// What 100 % is a whole number of.
constexpr std::array<word<int>, 8> step_words{
    {{"1%", 1}, {"2%", 2}, {"4%", 4}, {"5%", 5}, {"10%", 10}, {"20%", 20}, {"25%", 25}, {"50%", 50}}};

// "1.4" → 140
std::optional<int> as_factor(const node& n, report& out) {
    constexpr int unit = model::weight_one / 100;
    const auto value = as_weight(n, out);
    if (!value) return std::nullopt;
    if (*value % unit == 0 && *value > 0 &&
        *value <= static_cast<model::weight>(max_weight_factor_percent) * unit)
        return static_cast<int>(*value / unit);
    out.error(n.at, fmt::format("{} is not within 0.01 to 10, with at most two decimals", n.text));
    return std::nullopt;
}

void read_times(map_reader& keys, traffic_rules& r) {
    const auto time = [&](std::string_view key, model::duration& into) {
        keys.read(key, into, as_duration, model::duration{0}, longest_traffic_time);
    };
    time("down_after", r.down_after);
    time("total_failure_after", r.total_failure_after);
    time("up_after", r.up_after);
    time("min_down", r.min_down);
    time("max_down", r.max_down);
    time("forget_flaps", r.forget_flaps);
    time("ramp", r.ramp);
    time("removal_pace", r.removal_pace);
    time("hold", r.hold);
    time("remember", r.remember);
    time("retire", r.retire);
}

// Told at the key that stands here; max_down when both do.
void check_time_out(map_reader& keys, const traffic_rules& r, report& out) {
    if (r.min_down <= r.max_down) return;
    const node* at = keys.optional("max_down");
    if (at == nullptr) at = keys.optional("min_down");
    if (at == nullptr) return;
    out.error(at->at,
              fmt::format("min_down ({}) is longer than max_down ({})", model::format_duration(r.min_down),
                          model::format_duration(r.max_down)),
              "min_down doubles with every flap, as far as max_down");
}

}  // namespace

void read_traffic(const member& traffic, draft& d) {
    if (!expect_map(traffic.value, d.out)) return;
    map_reader keys{traffic.value, traffic.key_at, d.out};
    traffic_rules& r = d.model.traffic;
    read_times(keys, r);
    keys.read("weight_factor", r.weight_factor_percent, as_factor);
    keys.read("weight_step", r.weight_step, as_word<int, step_words.size()>, step_words);
    keys.read("guard", r.guard, as_word<bool, switch_words.size()>, switch_words);
    keys.read("panic", r.panic, as_word<bool, switch_words.size()>, switch_words);
    keys.read("capacity", r.capacity, as_percentage);
    keys.read("on_unknown", r.after_hold, as_word<on_unknown, unknown_words.size()>, unknown_words);
    keys.finish();
    check_time_out(keys, r, d.out);
}

}  // namespace hm::config
