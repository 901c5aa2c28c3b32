#include "daemon/cli/run.hpp"

#include "config/load.hpp"
#include "daemon/cli/commands.hpp"
#include "daemon/cli/names_in_settings.hpp"
#include "daemon/cli/supervision.hpp"
#include "daemon/engine.hpp"
#include "daemon/log.hpp"
#include "daemon/time_zones.hpp"

#include <fmt/format.h>
#include <boost/asio/io_context.hpp>

#include <csignal>
#include <cstdio>
#include <cstdlib>

#include <malloc.h>
#include <sys/resource.h>

namespace hm::daemon::cli {

namespace {

struct inputs {
    std::shared_ptr<const model::definition> model;
    config::settings settings;
};

// systemd names several, between colons, when a unit has several.
std::string default_state_dir() {
    const char* given = std::getenv("STATE_DIRECTORY");
    const std::string_view folders = given == nullptr ? "" : given;
    return folders.empty() ? "./.healthmodeld" : std::string{folders.substr(0, folders.find(':'))};
}

// Everything is read and every mistake reported before anything starts.
std::optional<inputs> read_inputs(const run_options& options) {
    config::loaded_model model = config::load_model_files(options.models, here_and_now());
    config::loaded_settings settings{config::settings{}, {}};
    if (options.settings) settings = config::load_settings_file(*options.settings);
    fmt::print(stderr, "{}{}", config::render(model.diagnostics), config::render(settings.diagnostics));
    if (!model.value || !settings.value) return std::nullopt;
    inputs in{*model.value, *settings.value};
    if (options.region) in.settings.region = options.region;
    if (!in.settings.state_dir) in.settings.state_dir = default_state_dir();
    return in;
}

// A probe costs a descriptor while it runs; the soft limit of most systems (1024) is far below what the hard
// one allows.
void raise_descriptor_limit() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

// glibc raises the size from which memory goes back to the system by itself, whenever a large block is freed.
// Pages of metrics that slow clients keep for a while would leave holes that stay with us: 268 MiB after 500
// such clients, 41 so.
void give_large_blocks_back() {
    constexpr int from = 256 * 1024;
    mallopt(M_MMAP_THRESHOLD, from);
}

std::string words(const bound_listener& l) {
    std::string text;
    for (config::service s : l.serves) text += (text.empty() ? "" : ",") + std::string{config::to_string(s)};
    return l.pinned ? text + ":" + text_of(*l.pinned) : text;
}

void announce(const engine& e, const model::definition& model) {
    for (const bound_listener& l : e.listeners())
        log::info("listening", {{"address", fmt::format("{}:{}", l.address, l.port)}, {"serves", words(l)}});
    log::info("started", {{"model", model.name}, {"version", HM_VERSION}});
}

}  // namespace

int run(const run_options& options) {
    const std::optional<inputs> in = read_inputs(options);
    if (!in) return exit_usage;
    const std::vector<std::string> unknown = unknown_names(in->settings, *in->model);
    for (const std::string& line : unknown) fmt::print(stderr, "healthmodeld: {}\n", line);
    if (!unknown.empty()) return exit_usage;
    log::configure(
        in->settings.log.as == config::log_settings::format::json ? log::format::json : log::format::text,
        in->settings.log.level);
    std::signal(SIGPIPE, SIG_IGN);
    raise_descriptor_limit();
    give_large_blocks_back();

    boost::asio::io_context main{1};
    reloading reload{main, [&options] { return config::load_model_files(options.models, here_and_now()); }};
    engine e{
        in->model,
        {.settings = in->settings,
         .version = HM_VERSION,
         .timing = {},
         .on_reload_request = [&reload](bool force, auto done) { reload.request(force, std::move(done)); }}};
    reload.of(e);
    supervision supervise{main, e, reload, notifier::from_environment()};
    e.start();
    announce(e, *in->model);
    supervise.run();
    return exit_ok;
}

}  // namespace hm::daemon::cli
