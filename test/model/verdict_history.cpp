#include "test/model/verdict_history.hpp"

#include "test/model/verdict_bench.hpp"

#include <fmt/format.h>

namespace hm::model::test {

namespace {

class dice {
public:
    explicit dice(std::uint32_t seed) : engine_(seed) {}
    int below(int n) { return static_cast<int>(engine_() % static_cast<std::uint32_t>(n)); }
    bool one_in(int n) { return below(n) == 0; }

private:
    std::mt19937 engine_;
};

traffic_rules random_rules(dice& d) {
    traffic_rules r;
    if (d.one_in(4)) r = at_once();
    if (d.one_in(4)) {  // the demo's
        r.down_after = 5s;
        r.up_after = 10s;
        r.min_down = 20s;
        r.ramp = 30s;
    }
    if (d.one_in(8)) r.guard = false;
    if (d.one_in(8)) r.panic = false;
    if (d.one_in(5)) r.capacity = whole / 100 * (10 + d.below(80));
    if (d.one_in(4)) r.after_hold = d.one_in(2) ? on_unknown::open : on_unknown::closed;
    if (d.one_in(4)) r.removal_pace = std::chrono::seconds{d.below(60)};
    if (d.one_in(6)) r.weight_step = 10;
    return r;
}

region_evidence random_evidence(dice& d) {
    switch (d.below(8)) {
        case 0:
            return silent();
        case 1:
        case 2:
            return dead();
        case 3:
        case 4:
            return partial(d.below(5000));
        case 5:
            return {state::degraded, score{5000 + d.below(4000)}, false};
        default:
            return good();
    }
}

// Most things come close together; sometimes nothing happens for long.
duration random_wait(dice& d) {
    if (d.one_in(3)) return std::chrono::milliseconds{d.below(20'000)};
    if (d.one_in(2)) return std::chrono::seconds{d.below(120)};
    return std::chrono::seconds{d.below(1200)};
}

event random_event(dice& d) {
    using kind = event::kind;
    constexpr kind often[] = {kind::see,     kind::see, kind::see,  kind::see,
                              kind::all_see, kind::say, kind::unsay};
    constexpr kind seldom[] = {kind::restart, kind::reload, kind::set_clock, kind::nothing};
    constexpr override_kind words[] = {override_kind::drain, override_kind::force_up, override_kind::freeze};
    event e;
    e.what = d.one_in(8) ? seldom[d.below(4)] : often[d.below(7)];
    e.after = random_wait(d);
    if (e.what == kind::restart) e.after = std::chrono::seconds{d.below(540)};
    e.region = static_cast<std::size_t>(d.below(5));
    e.evidence = random_evidence(d);
    e.word = words[d.below(3)];
    e.length = std::chrono::minutes{1 + d.below(30)};
    if (e.what == kind::set_clock && d.one_in(2)) e.length = -e.length;
    if (e.word == override_kind::drain && d.one_in(2)) e.rate = 1 + d.below(100);
    return e;
}

std::string text_of(const region_evidence& e) {
    if (!is_known(e.routing)) return "nothing";
    if (e.total_failure) return "a total failure";
    return fmt::format("{} ({:.2f})", to_string(e.routing), e.routing_score.ratio());
}

std::string text_of(const event& e) {
    switch (e.what) {
        case event::kind::nothing:
            return "nothing happens";
        case event::kind::see:
            return fmt::format("region {} shows {}", e.region, text_of(e.evidence));
        case event::kind::all_see:
            return "all regions show " + text_of(e.evidence);
        case event::kind::say:
            return fmt::format("{} of region {} for {}{}", to_string(e.word), e.region,
                               format_duration(e.length),
                               e.rate ? fmt::format(" at {} % a minute", *e.rate) : "");
        case event::kind::unsay:
            return fmt::format("no {} of region {} any more", to_string(e.word), e.region);
        case event::kind::restart:
            return "the daemon, gone since then, is back; nothing is known";
        case event::kind::reload:
            return fmt::format("a reload turns the regions round and {}",
                               e.rate ? "adds one" : "takes one away");
        case event::kind::set_clock:
            return "the wall clock is set by " + format_duration(e.length);
    }
    return {};
}

std::string text_of(const traffic_rules& r) {
    return fmt::format(
        "down_after {}, up_after {}, min_down {}, ramp {}, pace {}, guard {}, panic {}, capacity {} %, "
        "on_unknown {}, step {}",
        format_duration(r.down_after), format_duration(r.up_after), format_duration(r.min_down),
        format_duration(r.ramp), format_duration(r.removal_pace), r.guard, r.panic,
        r.capacity / (whole / 100), to_string(r.after_hold), r.weight_step);
}

// Without the events [from, to); the time that they took is not lost.
history without(const history& h, std::size_t from, std::size_t to) {
    history less = h;
    duration lost{};
    for (std::size_t i = from; i < to; ++i) lost += h.events[i].after;
    const auto begin = less.events.begin();
    less.events.erase(begin + static_cast<std::ptrdiff_t>(from), begin + static_cast<std::ptrdiff_t>(to));
    if (from < less.events.size() && less.events[from].what != event::kind::restart)
        less.events[from].after += lost;
    return less;
}

}  // namespace

history random_history(std::uint32_t seed) {
    dice d{seed};
    history h;
    h.seed = seed;
    h.regions = static_cast<std::size_t>(1 + d.below(5));
    h.rules = random_rules(d);
    for (std::size_t r = 0; r < h.regions; ++r)
        h.shares.push_back(static_cast<weight>(d.one_in(2) ? 100 : 10 + d.below(200)));
    const int events = 5 + d.below(60);
    for (int i = 0; i < events; ++i) h.events.push_back(random_event(d));
    return h;
}

std::string to_string(const history& h) {
    std::string text = fmt::format("seed {}, {} regions\n  {}\n", h.seed, h.regions, text_of(h.rules));
    for (const event& e : h.events)
        text += fmt::format("  {:>9} later: {}\n", format_duration(e.after), text_of(e));
    return text;
}

history shrunk(history h, const replay& goes_wrong) {
    const auto try_it = [&](history less) {
        if (goes_wrong(less).empty()) return false;
        h = std::move(less);
        return true;
    };
    for (std::size_t size = h.events.size(); size > 0; size /= 2)
        for (std::size_t from = 0; from < h.events.size();)
            if (!try_it(without(h, from, std::min(from + size, h.events.size())))) from += size;
    for (bool smaller = h.regions > 1; smaller && h.regions > 1;) {
        history less = h;
        --less.regions;
        less.shares.pop_back();
        smaller = try_it(std::move(less));
    }
    for (std::size_t from = 0; from < h.events.size();)
        if (!try_it(without(h, from, from + 1))) ++from;
    return h;
}

}  // namespace hm::model::test
