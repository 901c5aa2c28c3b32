#include "daemon/cli/override_commands.hpp"

#include "daemon/cli/overrides.hpp"

#include <CLI/CLI.hpp>

#include <memory>

namespace hm::daemon::cli {

namespace {

void add_access(CLI::App& app, daemon_access& access) {
    app.add_option("--url", access.url, "where the daemon is")->capture_default_str();
    app.add_option("--token-file", access.token_file,
                   "the file with the token to show; else $HEALTHMODELD_TOKEN");
}

// What all overrides have in common.
std::shared_ptr<override_options> add_override(CLI::App& app, model::override_kind kind, const char* subject,
                                               const char* help) {
    auto options = std::make_shared<override_options>();
    options->kind = kind;
    app.add_option(subject, options->subject, help)->required();
    app.add_option("--reason", options->reason, "why, for whoever looks at it tonight")->required();
    auto* length =
        app.add_option("--for", options->length, "how long, such as 90m; 4h if nothing is said, 72h at most");
    app.add_option("--until", options->until, "until when, such as 2026-12-01T21:00Z")->excludes(length);
    app.add_option("--ticket", options->ticket, "where more is written about it");
    app.add_flag("--json", options->json, "the daemon's answer on standard output, instead of text");
    add_access(app, options->access);
    return options;
}

constexpr const char* traffic_help = "a region, or one flow in it";
constexpr const char* node_help = "a region, an entity, or one in the other: cosmos-db@westeurope";

}  // namespace

std::function<int()> prepare_drain(CLI::App& app) {
    auto options = add_override(app, model::override_kind::drain, "REGION[/FLOW]", traffic_help);
    app.add_option("--rate", options->rate,
                   "take the traffic away so fast, such as 10%/min, instead of at once");
    app.add_option("--break-glass", options->breaks, "do it although this rule forbids it: guard")
        ->check(CLI::IsMember{{"guard"}});
    return [options] { return place_override(*options); };
}

std::function<int()> prepare_force_up(CLI::App& app) {
    auto options = add_override(app, model::override_kind::force_up, "REGION[/FLOW]", traffic_help);
    return [options] { return place_override(*options); };
}

std::function<int()> prepare_freeze(CLI::App& app) {
    auto options = add_override(app, model::override_kind::freeze, "REGION[/FLOW]", traffic_help);
    return [options] { return place_override(*options); };
}

std::function<int()> prepare_maintain(CLI::App& app) {
    auto options = add_override(app, model::override_kind::maintenance, "NODE", node_help);
    return [options] { return place_override(*options); };
}

std::function<int()> prepare_ack(CLI::App& app) {
    auto options = add_override(app, model::override_kind::acknowledge, "NODE", node_help);
    return [options] { return place_override(*options); };
}

std::function<int()> prepare_undo(CLI::App& app) {
    auto options = std::make_shared<undo_options>();
    app.add_option("ID", options->name, "the override's id, or what it is about")->required();
    app.add_option("--reason", options->reason, "why it is over");
    app.add_flag("--json", options->json, "the daemon's answer on standard output, instead of text");
    add_access(app, options->access);
    return [options] { return undo_override(*options); };
}

std::function<int()> prepare_overrides(CLI::App& app) {
    auto options = std::make_shared<list_options>();
    app.add_flag("--all", options->all, "those that are over, too");
    app.add_flag("--json", options->json, "the daemon's answer on standard output, instead of text");
    add_access(app, options->access);
    return [options] { return list_overrides(*options); };
}

}  // namespace hm::daemon::cli
