#include "daemon/cli/budget.hpp"

#include "config/load.hpp"
#include "config/units.hpp"
#include "daemon/cli/commands.hpp"
#include "daemon/outputs/json_writer.hpp"
#include "daemon/time_zones.hpp"
#include "model/slo/percent.hpp"
#include "model/slo/reaction.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace hm::daemon::cli {

namespace {

using model::consumer;
using model::failover;
using model::flow_reaction;
using model::format_duration;

double seconds(model::duration d) {
    return std::chrono::duration<double>(d).count();
}

std::string shown(model::duration d) {
    return model::format_downtime(seconds(d));
}

// Lays what was said on the command line over the preset; what is wrong with it, in words.
std::string lay_over(consumer& c, const budget_options& o) {
    std::string mistake;
    const auto time = [&](const char* name, const std::optional<std::string>& text, model::duration& into) {
        if (!text || !mistake.empty()) return;
        if (const auto d = config::parse_duration(*text))
            into = *d.value;
        else
            mistake = fmt::format("--{}: {}", name, d.wrong.message);
    };
    const auto count = [&](const char* name, const std::optional<int>& n, int& into) {
        if (!n || !mistake.empty()) return;
        if (*n < 1 || *n > max_consumer_count)
            mistake = fmt::format("--{} is from 1 to {}", name, max_consumer_count);
        into = *n;
    };
    time("interval", o.interval, c.interval);
    time("timeout", o.timeout, c.timeout);
    time("ttl", o.ttl, c.ttl);
    count("rise", o.rise, c.rise);
    count("fall", o.fall, c.fall);
    return mistake;
}

bool too_dear(const flow_reaction& r) {
    return std::any_of(r.regions.begin(), r.regions.end(),
                       [&](const failover& f) { return r.allowed_s && f.cost_s > *r.allowed_s; });
}

std::string consumer_text(const consumer& c) {
    std::string text = fmt::format("{}: asks every {}, {} bad in a row and it is out, {} good and it is back",
                                   c.name, format_duration(c.interval), c.fall, c.rise);
    if (c.timeout > c.timeout.zero())
        text += fmt::format("; waits {} for an answer", format_duration(c.timeout));
    if (c.lag > c.lag.zero()) text += fmt::format("; {} until it has it", format_duration(c.lag));
    if (c.ttl > c.ttl.zero()) text += fmt::format("; resolvers remember for {}", format_duration(c.ttl));
    return text + fmt::format("\n  follows a verdict within {}, back within {}\n  presets: {}; {}\n",
                              shown(time_to_evict(c)), shown(time_to_restore(c)), c.settings, c.source);
}

std::string cost_text(const failover& f, double allowed_s) {
    const std::string cost = model::format_downtime(f.cost_s);
    if (allowed_s <= 0) return fmt::format("    costs {}; an objective of 100% has nothing to spend\n", cost);
    return fmt::format("    costs {}, {:.3g} % of the budget: {:.0f} of them use it up\n", cost,
                       100 * f.cost_s / allowed_s, std::floor(allowed_s / f.cost_s));
}

void print_text(const model::graph& g, const flow_reaction& r) {
    const model::traffic_rules& rules = g.source().traffic;
    const model::entity& flow = g.source().at(r.flow);
    fmt::print("\n{}", flow.name);
    if (r.allowed_s)
        fmt::print(": objective {}, {} in 30 days",
                   model::format_available(model::unavailability(*flow.objective)),
                   model::format_downtime(*r.allowed_s));
    fmt::print("\n");
    if (r.regions.empty()) fmt::print("  nothing that is probed can take it out\n");
    for (const failover& f : r.regions) {
        fmt::print(
            "  {}, {:.3g} % of the users: out within {}: evidence {} ({}), dwell {}, balancer; {} if every "
            "flow fails\n",
            g.source().at(f.region).name, 100 * f.share, shown(f.evict), shown(f.evidence),
            g.name(g.vertex_of(f.slowest)), shown(rules.down_after), shown(f.evict_if_all_fail));
        if (r.allowed_s) fmt::print("{}", cost_text(f, *r.allowed_s));
        fmt::print("    back within {} once it works again, with its whole share {} later\n",
                   shown(f.restore), shown(rules.ramp));
    }
}

void write_consumer(json_writer& w, const consumer& c) {
    const auto o = w.key("consumer").object();
    w.key("name").text(c.name);
    w.key("interval_s").number(seconds(c.interval));
    w.key("fall").integer(c.fall);
    w.key("rise").integer(c.rise);
    w.key("timeout_s").number(seconds(c.timeout));
    w.key("lag_s").number(seconds(c.lag));
    w.key("ttl_s").number(seconds(c.ttl));
    w.key("evict_s").number(seconds(time_to_evict(c)));
    w.key("restore_s").number(seconds(time_to_restore(c)));
    w.key("source").text(c.source);
}

void write_failover(json_writer& w, const model::graph& g, const failover& f,
                    const std::optional<double>& allowed_s) {
    const auto o = w.object();
    w.key("region").text(g.source().at(f.region).name);
    w.key("share").number(f.share);
    w.key("signal").text(g.name(g.vertex_of(f.slowest)));
    w.key("evidence_s").number(seconds(f.evidence));
    w.key("dwell_s").number(seconds(g.source().traffic.down_after));
    w.key("evict_s").number(seconds(f.evict));
    w.key("evict_if_all_fail_s").number(seconds(f.evict_if_all_fail));
    w.key("restore_s").number(seconds(f.restore));
    w.key("ramp_s").number(seconds(g.source().traffic.ramp));
    w.key("cost_s").number(f.cost_s);
    w.key("budget_share");
    if (allowed_s && *allowed_s > 0)
        w.number(f.cost_s / *allowed_s);
    else
        w.null();
}

void print_json(const model::graph& g, const consumer& c, const std::vector<flow_reaction>& all) {
    json_writer w;
    {
        const auto document = w.object();
        w.key("model").text(g.source().name);
        write_consumer(w, c);
        const auto list = w.key("flows").array();
        for (const flow_reaction& r : all) {
            const auto o = w.object();
            w.key("id").text(g.source().at(r.flow).name);
            w.key("allowed_downtime_s");
            if (r.allowed_s)
                w.number(*r.allowed_s);
            else
                w.null();
            const auto regions = w.key("regions").array();
            for (const failover& f : r.regions) write_failover(w, g, f, r.allowed_s);
        }
    }
    fmt::print("{}\n", w.take());
}

int refuse(const std::string& why) {
    fmt::print(stderr, "healthmodeld: {}\n", why);
    return exit_usage;
}

}  // namespace

int budget(const budget_options& options) {
    const consumer* preset = model::find_consumer(options.consumer);
    if (preset == nullptr) return refuse(fmt::format("nobody is called \"{}\"", options.consumer));
    consumer c = *preset;
    if (const std::string mistake = lay_over(c, options); !mistake.empty()) return refuse(mistake);
    const config::loaded_model loaded = config::load_model_files(options.models, here_and_now());
    fmt::print(stderr, "{}", config::render(loaded.diagnostics));
    if (!loaded.value) return exit_usage;
    const auto g = std::make_shared<const model::graph>(*loaded.value);
    std::vector<flow_reaction> all = model::reactions(g, c);
    if (!options.flow.empty()) {
        std::erase_if(all,
                      [&](const flow_reaction& r) { return g->source().at(r.flow).name != options.flow; });
        if (all.empty()) return refuse(fmt::format("no flow \"{}\" runs in regions", options.flow));
    }
    if (options.json) {
        print_json(*g, c, all);
    } else {
        fmt::print("{}", consumer_text(c));
        for (const flow_reaction& r : all) print_text(*g, r);
    }
    return std::any_of(all.begin(), all.end(), too_dear) ? exit_failed : exit_ok;
}

}  // namespace hm::daemon::cli
