#include "daemon/cli/replay.hpp"

#include "config/load.hpp"
#include "daemon/cli/commands.hpp"
#include "daemon/history/replay.hpp"
#include "daemon/outputs/json_writer.hpp"
#include "daemon/time_zones.hpp"

#include <fmt/format.h>

namespace hm::daemon::cli {

namespace {

// So many names of a list are printed; --json has all.
constexpr std::size_t most_names = 10;

double seconds(model::duration d) {
    return std::chrono::duration<double>(d).count();
}

void print_names(const char* what, const std::vector<std::string>& names) {
    if (names.empty()) return;
    fmt::print("{}:", what);
    for (std::size_t i = 0; i < std::min(names.size(), most_names); ++i) fmt::print(" {}", names[i]);
    fmt::print("{}\n",
               names.size() > most_names ? fmt::format(" and {} more", names.size() - most_names) : "");
}

void print(const char* title, const std::vector<replay_difference>& all) {
    if (!all.empty()) fmt::print("{}:\n", title);
    for (const replay_difference& d : all)
        fmt::print("  {}  {:>9.1f} s  {}: was {}{}, would have been {}\n", model::format_time(d.from),
                   seconds(d.to - d.from), d.what, d.recorded,
                   d.source.empty() || d.source == "computed" ? "" : " (" + d.source + ")", d.replayed);
}

void print(const recorded_past& past, const replay_report& r) {
    fmt::print("{} to {}: {} changes of {} signals\n", model::format_time(past.from),
               model::format_time(past.to), r.signal_changes, r.signals);
    print_names("not in the history, so unknown", r.not_recorded);
    print_names("nodes that the history does not have", r.nodes_added);
    print("states", r.states);
    print("verdicts", r.verdicts);
    print("alerts", r.alerts);
    fmt::print("flows:\n");
    for (const flow_outcome& f : r.flows) {
        fmt::print("  {}: unhealthy {:.1f} s, would have been {:.1f} s; degraded {:.1f} s, {:.1f} s", f.flow,
                   seconds(f.unhealthy_recorded), seconds(f.unhealthy_replayed), seconds(f.degraded_recorded),
                   seconds(f.degraded_replayed));
        if (f.objective) fmt::print("; the objective allows {:.1f} s", seconds(f.allowed));
        fmt::print("\n");
    }
    if (!r.differs()) fmt::print("nothing would have been different\n");
}

void write(json_writer& w, std::string_view key, const std::vector<std::string>& names) {
    const auto list = w.key(key).array();
    for (const std::string& n : names) w.text(n);
}

void write(json_writer& w, std::string_view key, const std::vector<replay_difference>& all) {
    const auto list = w.key(key).array();
    for (const replay_difference& d : all) {
        const auto o = w.object();
        w.key("from").time(d.from);
        w.key("to").time(d.to);
        w.key("id").text(d.what);
        w.key("recorded").text(d.recorded);
        w.key("replayed").text(d.replayed);
        if (!d.source.empty()) w.key("recorded_source").text(d.source);
    }
}

void write(json_writer& w, const flow_outcome& f) {
    const auto o = w.object();
    w.key("flow").text(f.flow);
    w.key("unhealthy_recorded_s").number(seconds(f.unhealthy_recorded));
    w.key("unhealthy_replayed_s").number(seconds(f.unhealthy_replayed));
    w.key("degraded_recorded_s").number(seconds(f.degraded_recorded));
    w.key("degraded_replayed_s").number(seconds(f.degraded_replayed));
    if (!f.objective) return;
    w.key("objective_ratio").number(static_cast<double>(*f.objective) / static_cast<double>(model::whole));
    w.key("allowed_s").number(seconds(f.allowed));
}

std::string as_json(const recorded_past& past, const replay_report& r) {
    json_writer w;
    {
        const auto o = w.object();
        w.key("from").time(past.from);
        w.key("to").time(past.to);
        w.key("signals").integer(static_cast<std::int64_t>(r.signals));
        w.key("signal_changes").integer(static_cast<std::int64_t>(r.signal_changes));
        write(w, "not_recorded", r.not_recorded);
        write(w, "nodes_added", r.nodes_added);
        write(w, "states", r.states);
        write(w, "verdicts", r.verdicts);
        write(w, "alerts", r.alerts);
        const auto list = w.key("flows").array();
        for (const flow_outcome& f : r.flows) write(w, f);
    }
    return w.take();
}

int refuse(std::string_view why) {
    fmt::print(stderr, "healthmodeld: {}\n", why);
    return exit_usage;
}

}  // namespace

int replay(const replay_options& options) {
    const config::loaded_model loaded = config::load_model_files(options.models, here_and_now());
    if (!loaded.value) {
        fmt::print(stderr, "{}", config::render(loaded.diagnostics));  // warnings are `check`'s
        return exit_usage;
    }
    config::loaded_settings settings;
    if (options.settings) settings = config::load_settings_file(*options.settings);
    if (options.settings && !settings.value) {
        fmt::print(stderr, "{}", config::render(settings.diagnostics));
        return exit_usage;
    }
    const auto from = instant_of(options.from), to = instant_of(options.to);
    if (!from || !to) return refuse(instants_expected);
    if (*from >= *to) return refuse("--from is not before --to");
    const fetched_past fetched = past_of(options.past, *from, *to);
    if (!fetched.mistake.empty()) return refuse(fetched.mistake);
    const replay_report report =
        daemon::replay(std::make_shared<const model::graph>(*loaded.value), fetched.past,
                       settings.value ? settings.value->alerts.rules : model::alerts::default_rules());
    if (options.json)
        fmt::print("{}\n", as_json(fetched.past, report));
    else
        print(fetched.past, report);
    return report.differs() ? exit_failed : exit_ok;
}

}  // namespace hm::daemon::cli
