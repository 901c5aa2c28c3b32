#include "daemon/cli/probe.hpp"

#include "config/load.hpp"
#include "daemon/cli/commands.hpp"
#include "daemon/cli/probe_report.hpp"
#include "daemon/dns_options.hpp"
#include "daemon/outputs/names.hpp"
#include "daemon/time_zones.hpp"
#include "probes/once.hpp"

#include <fmt/format.h>

#include <csignal>
#include <cstdio>
#include <filesystem>

namespace hm::daemon::cli {

namespace {

// How many names an error lists.
constexpr std::size_t max_listed = 40;

// The last word is the signal, unless it is a file or directory as well: then the signal is missing.
struct request {
    std::vector<std::string> models;
    std::string signal;  // empty: missing
};

request request_of(const probe_options& options) {
    request r{options.words, {}};
    std::error_code ignored;
    const bool is_path = std::filesystem::exists(r.models.back(), ignored);
    if (is_path || r.models.size() == 1) return r;
    r.signal = std::move(r.models.back());
    r.models.pop_back();
    return r;
}

// Its own; of a roll-up or a region, those of all that it stands for.
bool belongs_to(const model::graph& g, model::vertex_id signal, model::vertex_id node) {
    const model::vertex& s = g.at(signal);
    const model::vertex& n = g.at(node);
    if (n.source != model::entity_id::none && n.source != s.source) return false;
    if (n.place != model::region_id::none && n.place != s.place) return false;
    const std::string& name = g.name(node);  // of one signal in all regions: "db/read"
    const std::size_t slash = name.find('/');
    return slash == std::string::npos || g.name(signal).ends_with(name.substr(slash));
}

void list_signals(const model::graph& g, model::vertex_id of) {
    std::vector<std::string_view> names;
    for (const model::signal_id s : g.signals())
        if (belongs_to(g, g.vertex_of(s), of)) names.push_back(g.name(g.vertex_of(s)));
    if (names.empty()) fmt::print(stderr, "  it has none\n");
    for (std::size_t i = 0; i < std::min(names.size(), max_listed); ++i)
        fmt::print(stderr, "  {}\n", names[i]);
    if (names.size() > max_listed) fmt::print(stderr, "  and {} more\n", names.size() - max_listed);
}

// None, and an explanation on standard error, when there is nothing that could be probed.
model::signal_id signal_of(const model::graph& g, const std::string& name) {
    const model::vertex_id v = name.empty() ? g.root() : g.find(name);
    if (v == model::vertex_id::none) {
        fmt::print(stderr, "healthmodeld: {}\n", no_such_signal(g, name));
        const model::vertex_id node = g.find(name.substr(0, name.find('/')));
        if (node != model::vertex_id::none) {
            fmt::print(stderr, "the signals of \"{}\" are:\n", g.name(node));
            list_signals(g, node);
        }
        return model::signal_id::none;
    }
    if (g.at(v).kind == model::vertex_kind::signal) return g.at(v).signal;
    if (name.empty())
        fmt::print(stderr, "healthmodeld: name the signal to probe, after the model:\n");
    else
        fmt::print(stderr, "healthmodeld: \"{}\" is not a signal; its signals are:\n", name);
    list_signals(g, v);
    return model::signal_id::none;
}

std::optional<config::settings> settings_of(const probe_options& options) {
    if (!options.settings) return config::settings{};
    config::loaded_settings settings = config::load_settings_file(*options.settings);
    if (!settings.value) fmt::print(stderr, "{}", config::render(settings.diagnostics));
    return std::move(settings.value);
}

}  // namespace

int probe(const probe_options& options) {
    const request asked = request_of(options);
    const config::loaded_model loaded = config::load_model_files(asked.models, here_and_now());
    // Warnings are check's business; here they would hide what was asked for.
    if (!loaded.value) fmt::print(stderr, "{}", config::render(loaded.diagnostics));
    const std::optional<config::settings> settings = settings_of(options);
    if (!loaded.value || !settings) return exit_usage;
    const model::graph g{*loaded.value};
    const model::signal_id signal = signal_of(g, asked.signal);
    if (signal == model::signal_id::none) return exit_usage;
    const auto& spec = g.spec_of(signal);
    if (model::is_pushed(*spec)) {
        fmt::print(stderr, "healthmodeld: \"{}\" cannot be probed: its results are pushed\n", asked.signal);
        return exit_usage;
    }
    std::signal(SIGPIPE, SIG_IGN);
    const std::vector<std::string> hidden = hidden_texts(*spec);
    transcript said{probes::system_time(), hidden};
    model::observation seen = probes::run_once(spec, dns_options(settings->resolver), &said);
    const probe_report report{asked.signal, *spec, std::move(seen), said.told(), hidden};
    fmt::print("{}", options.json ? to_json(report) : to_text(report));
    return report.seen.judged == model::state::healthy ? exit_ok : exit_failed;
}

}  // namespace hm::daemon::cli
