#include "daemon/cli/slo.hpp"

#include "config/load.hpp"
#include "config/units.hpp"
#include "daemon/cli/commands.hpp"
#include "daemon/cli/observed_text.hpp"
#include "daemon/cli/slo_text.hpp"
#include "daemon/history/observed_failures.hpp"
#include "daemon/outputs/observed_json.hpp"
#include "daemon/outputs/slo_json.hpp"
#include "daemon/time_zones.hpp"
#include "model/slo/alternatives.hpp"
#include "model/slo/own_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <optional>
#include <utility>

namespace hm::daemon::cli {

namespace {

using definition = std::shared_ptr<const model::definition>;

// "name=value"; nothing after a mistake.
std::optional<std::pair<std::string, std::string>> assignment(const std::string& text) {
    const std::size_t sign = text.rfind('=');
    if (sign == std::string::npos) return std::nullopt;
    return std::pair{text.substr(0, sign), text.substr(sign + 1)};
}

model::alternative refused(std::string why) {
    return model::alternative{std::move(why)};
}

model::alternative with_what_if(const model::definition& d, const std::string& text) {
    const auto wish = assignment(text);
    if (!wish || wish->first != "regions")
        return refused(fmt::format("expected regions=NUMBER, found \"{}\"", text));
    const auto count = config::parse_integer(wish->second, 1, model::max_alternative_regions);
    if (!count) return refused(count.wrong.message);
    return model::with_regions(d, static_cast<std::size_t>(*count.value));
}

model::alternative with_set(const model::definition& d, const std::string& text) {
    const auto wish = assignment(text);
    if (!wish) return refused(fmt::format("expected NAME=PERCENTAGE, found \"{}\"", text));
    const auto share = config::parse_percentage(wish->second);
    if (!share) return refused(share.wrong.message);
    return model::with_availability(d, wish->first, *share.value);
}

// The model with all that was wished; or why not.
model::alternative changed(const definition& d, const slo_options& options) {
    model::alternative so_far = d;
    const auto apply = [&](const std::vector<std::string>& wishes, auto change) {
        for (const std::string& wish : wishes)
            if (const auto* now = std::get_if<definition>(&so_far)) so_far = change(**now, wish);
    };
    apply(options.what_if, with_what_if);
    apply(options.set, with_set);
    return so_far;
}

struct answer {
    model::calculated_slo now;
    std::optional<model::calculated_slo> before;  // if there were wishes
    std::string flow;                             // the only one to be told, if any
    std::optional<observed_failures> observed;

    const model::calculated_flow* was(std::size_t i) const { return before ? &before->flows[i] : nullptr; }
    bool told(const model::calculated_flow& f) const {
        return flow.empty() || now.wholes->source().at(f.flow).name == flow;
    }
};

void print_json(const answer& a, const slo_options& options) {
    const model::graph& g = *a.now.wholes;
    json_writer w;
    {
        const auto document = w.object();
        w.key("model").text(g.source().name);
        {
            const auto list = w.key("changes").array();
            for (const auto* wishes : {&options.what_if, &options.set})
                for (const std::string& wish : *wishes) w.text(wish);
        }
        {
            const auto list = w.key("flows").array();
            for (std::size_t i = 0; i < a.now.flows.size(); ++i) {
                if (!a.told(a.now.flows[i])) continue;
                const auto o = w.object();
                write_calculated(w, a.now, a.now.flows[i]);
                if (a.was(i) == nullptr) continue;
                const auto before = w.key("before").object();
                write_availability(w, a.was(i)->down);
            }
        }
        {
            const auto list = w.key("nodes").array();
            for (std::size_t v = 0; v < g.size(); ++v) {
                const model::vertex_id id{static_cast<std::uint32_t>(v)};
                if (g.at(id).kind == model::vertex_kind::signal) continue;
                const auto o = w.object();
                w.key("id").text(g.name(id));
                write_availability(w, a.now.down[v]);
            }
        }
        write_assumptions(w, a.now);
        if (a.observed) {
            w.key("observed");
            write_observed(w, *a.observed);
        }
    }
    fmt::print("{}\n", w.take());
}

void print_text(const answer& a) {
    for (std::size_t i = 0; i < a.now.flows.size(); ++i)
        if (a.told(a.now.flows[i])) fmt::print("{}\n", slo_text(a.now, a.now.flows[i], a.was(i)));
    fmt::print("{}", slo_remarks(a.now));
    if (a.observed) fmt::print("{}", observed_text(*a.observed));
}

// Absent: nobody asked for it, or there is a mistake.
std::optional<observed_failures> observed(const model::definition& d, const slo_options& options,
                                          std::string& mistake) {
    if (!options.past.history && !options.asks_daemon) return std::nullopt;
    const auto from = instant_of(options.from), to = instant_of(options.to);
    if (!from || !to)
        mistake = instants_expected;
    else if (*from >= *to)
        mistake = "--from is not before --to";
    if (!mistake.empty()) return std::nullopt;
    fetched_past fetched = past_of(options.past, *from, *to);
    mistake = std::move(fetched.mistake);
    if (!mistake.empty()) return std::nullopt;
    return observe_failures(fetched.past, model::as_own_parts(d));
}

bool is_flow(const model::definition& d, const std::string& name) {
    return std::any_of(d.entities.begin(), d.entities.end(), [&](const model::entity& e) {
        return e.kind == model::entity_kind::flow && e.name == name;
    });
}

int refuse(const std::string& why) {
    fmt::print(stderr, "healthmodeld: {}\n", why);
    return exit_usage;
}

}  // namespace

int slo(const slo_options& options) {
    const config::loaded_model loaded = config::load_model_files(options.models, here_and_now());
    fmt::print(stderr, "{}", config::render(loaded.diagnostics));
    if (!loaded.value) return exit_usage;
    if (!options.flow.empty() && !is_flow(**loaded.value, options.flow))
        return refuse(fmt::format("the model has no flow \"{}\"", options.flow));
    const model::alternative wished = changed(*loaded.value, options);
    if (const auto* why = std::get_if<std::string>(&wished)) return refuse(*why);
    std::string mistake;
    std::optional<observed_failures> seen = observed(**loaded.value, options, mistake);
    if (!mistake.empty()) return refuse(mistake);
    answer a{model::calculate_slo(*std::get<definition>(wished)), {}, options.flow, std::move(seen)};
    if (std::get<definition>(wished) != *loaded.value)
        a.before = model::calculate_slo(**loaded.value, {}, {false, false, false});
    if (options.json)
        print_json(a, options);
    else
        print_text(a);
    const bool missed = std::any_of(
        a.now.flows.begin(), a.now.flows.end(),
        [&](const model::calculated_flow& f) { return a.told(f) && f.reachable == model::reach::no; });
    return missed ? exit_failed : exit_ok;
}

}  // namespace hm::daemon::cli
