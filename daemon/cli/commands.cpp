#include "daemon/cli/commands.hpp"

#include "daemon/cli/alert_commands.hpp"
#include "daemon/cli/budget.hpp"
#include "daemon/cli/check.hpp"
#include "daemon/cli/export.hpp"
#include "daemon/cli/gate.hpp"
#include "daemon/cli/import.hpp"
#include "daemon/cli/override_commands.hpp"
#include "daemon/cli/probe.hpp"
#include "daemon/cli/replay.hpp"
#include "daemon/cli/run.hpp"
#include "daemon/cli/schema.hpp"
#include "daemon/cli/slo.hpp"
#include "daemon/cli/test.hpp"
#include "daemon/cli/token.hpp"
#include "daemon/cli/whatif.hpp"

#include "model/slo/consumers.hpp"

#include <CLI/CLI.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace hm::daemon::cli {

namespace {

constexpr const char* models_help = "the model: files, and directories with their *.yaml and *.yml";

struct command {
    const char* name;
    const char* help;
    const char* example;
    // Adds its options, and returns what to do once they are read.
    std::function<std::function<int()>(CLI::App&)> prepare;
};

std::function<int()> prepare_run(CLI::App& app) {
    auto options = std::make_shared<run_options>();
    app.add_option("MODEL", options->models, models_help)->required();
    app.add_option("--settings", options->settings,
                   "what belongs to this host: listeners, resolver, region, log");
    app.add_option("--region", options->region, "the daemon's own region: what bare /health answers for");
    return [options] { return run(*options); };
}

std::function<int()> prepare_check(CLI::App& app) {
    auto options = std::make_shared<check_options>();
    app.add_option("MODEL", options->models, models_help)->required();
    app.add_option("--settings", options->settings, "a settings file to check as well");
    app.add_flag("--strict", options->strict, "warnings are errors");
    auto* json =
        app.add_flag("--json", options->json, "one JSON document on standard output, instead of text");
    app.add_flag("--explain", options->explain,
                 "print the rules in their expanded form: a model of ladders and maps")
        ->excludes(json);
    return [options] { return check(*options); };
}

std::function<int()> prepare_schema(CLI::App& app) {
    auto options = std::make_shared<schema_options>();
    app.add_flag("--settings", options->settings, "that of the settings file");
    return [options] { return schema(*options); };
}

std::function<int()> prepare_test(CLI::App& app) {
    auto options = std::make_shared<test_options>();
    app.add_option("TESTS", options->files, "files with tests of a model, and directories with such files")
        ->required();
    app.add_option("--only", options->only, "only tests whose name contains this");
    app.add_option("--junit", options->junit, "write the outcomes to this file, as JUnit XML");
    app.add_flag("--json", options->json, "one JSON document on standard output, instead of text");
    return [options] { return test(*options); };
}

std::function<int()> prepare_whatif(CLI::App& app) {
    auto options = std::make_shared<whatif_options>();
    app.add_option("MODEL", options->models, models_help)->required();
    app.add_option("--set", options->set,
                   "assume this of a node, or of a signal: NODE=STATE; may be repeated")
        ->required()
        ->expected(1, 1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    app.add_option("--explain", options->explain,
                   "print how this node comes to what it would be; may be repeated")
        ->expected(1, 1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    app.add_flag("--json", options->json, "one JSON document on standard output, instead of text");
    return [options] { return whatif(*options); };
}

// Returns the option for the URL.
CLI::Option* add_past_source(CLI::App& app, past_source& into) {
    auto* file = app.add_option("--history", into.history,
                                "history.sqlite of a daemon that does not run, or a copy of it");
    auto* url = app.add_option("--url", into.access.url, "where the daemon serves `api`")->excludes(file);
    app.add_option("--token-file", into.access.token_file, "its first line is the token to show");
    return url;
}

std::function<int()> prepare_slo(CLI::App& app) {
    auto options = std::make_shared<slo_options>();
    app.add_option("MODEL", options->models, models_help)->required();
    app.add_option("--flow", options->flow, "only this flow");
    app.add_option("--what-if", options->what_if, "calculate with so many regions instead: regions=3")
        ->expected(1, 1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    app.add_option("--set", options->set,
                   "calculate with this availability of an entity instead: NAME=99.99%; may be repeated")
        ->expected(1, 1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    add_past_source(app, options->past)->each([options](const std::string&) { options->asks_daemon = true; });
    app.add_option("--from", options->from,
                   "with --history or --url, what failed together since then: 2026-12-01T21:00:30Z, or 7d")
        ->capture_default_str();
    app.add_option("--to", options->to, "and until then; now if it is left out");
    app.add_flag("--json", options->json, "one JSON document on standard output, instead of text");
    return [options] { return slo(*options); };
}

std::function<int()> prepare_budget(CLI::App& app) {
    auto options = std::make_shared<budget_options>();
    std::vector<std::string> names;
    for (const model::consumer& c : model::known_consumers()) names.emplace_back(c.name);
    app.add_option("MODEL", options->models, models_help)->required();
    app.add_option("--consumer", options->consumer,
                   "who asks for verdicts; its settings are those of its manual")
        ->required()
        ->check(CLI::IsMember{names});
    app.add_option("--interval", options->interval, "how often it asks, such as 10s");
    app.add_option("--fall", options->fall, "so many bad answers in a row and the region is out");
    app.add_option("--rise", options->rise, "so many good ones and it is back");
    app.add_option("--timeout", options->timeout,
                   "how long it waits for the last bad answer, as far as that counts");
    app.add_option("--ttl", options->ttl, "how long resolvers remember its answers");
    app.add_option("--flow", options->flow, "only this flow");
    app.add_flag("--json", options->json, "one JSON document on standard output, instead of text");
    return [options] { return budget(*options); };
}

std::function<int()> prepare_probe(CLI::App& app) {
    auto options = std::make_shared<probe_options>();
    app.add_option("MODEL", options->words, std::string{models_help} + "; and last the signal: NODE/SIGNAL")
        ->required()
        ->option_text("... SIGNAL");
    app.add_option("--settings", options->settings, "the settings file, for its resolver");
    app.add_flag("--json", options->json, "one JSON document on standard output, instead of text");
    return [options] { return probe(*options); };
}

std::function<int()> prepare_replay(CLI::App& app) {
    auto options = std::make_shared<replay_options>();
    app.add_option("MODEL", options->models, models_help)->required();
    app.add_option("--from", options->from, "2026-12-01T21:00:30Z, or 2h: two hours ago")->required();
    app.add_option("--to", options->to, "likewise; now if it is left out");
    app.add_option("--settings", options->settings,
                   "whose `alerts:` tell what would have fired; else the default rules");
    add_past_source(app, options->past)->capture_default_str();
    app.add_flag("--json", options->json, "one JSON document on standard output, instead of text");
    return [options] { return replay(*options); };
}

std::function<int()> prepare_import(CLI::App& app) {
    auto options = std::make_shared<import_options>();
    app.add_option("FROM", options->from, "openslo: documents of OpenSLO v1")
        ->required()
        ->check(CLI::IsMember{{openslo_word}});
    app.add_option("FILE", options->files, "the files to read")->required();
    return [options] { return import_model(*options); };
}

std::function<int()> prepare_token(CLI::App& app) {
    auto options = std::make_shared<token_options>();
    app.add_option("NAME", options->name, "whose it is: what the log and the audit trail say")->required();
    app.add_option("--role", options->role, "operator: may change something; viewer: may only read")
        ->check(CLI::IsMember{{"operator", "viewer"}})
        ->capture_default_str();
    app.add_flag("--json", options->json, "one JSON document on standard output, instead of text");
    return [options] { return token(*options); };
}

const std::vector<command>& commands() {
    static const std::vector<command> table{
        {"run", "probe and evaluate a model, and serve what comes of it",
         "healthmodeld run config/examples/contoso-shoes.yaml --region westeurope", prepare_run},
        {"check", "read a model and report every mistake with its place",
         "healthmodeld check config/examples/contoso-shoes.yaml", prepare_check},
        {"schema", "print the JSON Schema of the model language, for editors",
         "healthmodeld schema > model.schema.json", prepare_schema},
        {"test", "run the tests of a model: what is given, and what is expected to come of it",
         "healthmodeld test config/examples/tests", prepare_test},
        {"whatif",
         "what becomes of a model in which all is well, if some nodes are not; 1 when a region goes down",
         "healthmodeld whatif config/examples/contoso-shoes.yaml --set cosmos-db@westeurope=unhealthy",
         prepare_whatif},
        {"slo",
         "what the design can promise by what is stated of its parts, and what each costs; 1 when an "
         "objective is out of reach",
         "healthmodeld slo config/examples/contoso-shoes.yaml --what-if regions=3 --set cosmos-db=99.999%",
         prepare_slo},
        {"budget",
         "how long a balancer takes to follow at worst, and what a failover costs; 1 when it costs more than "
         "an objective allows",
         "healthmodeld budget config/examples/contoso-shoes.yaml --consumer haproxy-agent", prepare_budget},
        {"probe", "run one signal once: what was said, what came of it and why; 1 when it is not healthy",
         "healthmodeld probe config/examples/contoso-shoes.yaml cosmos-db@westeurope/read", prepare_probe},
        {"replay",
         "what would have been, had this model been in use: recorded signals are evaluated anew; 1 when "
         "it differs",
         "healthmodeld replay config/examples/contoso-shoes.yaml --from 2h", prepare_replay},
        {"import", "print what another program's files know as a part of a model: objectives of OpenSLO",
         "healthmodeld import openslo slos/*.yaml > objectives.yaml", prepare_import},
        {"drain", "of a running daemon: send no traffic to a region, or to one flow in it, until it is over",
         "healthmodeld drain westeurope --reason 'failover drill' --for 1h --token-file alice.token",
         prepare_drain},
        {"force-up", "of a running daemon: tell balancers that a region is well, whatever is seen of it",
         "healthmodeld force-up westeurope/list-catalog-items --reason 'the probe is wrong' --ticket OPS-7",
         prepare_force_up},
        {"freeze", "of a running daemon: go on telling of a region what is told now",
         "healthmodeld freeze westeurope --reason 'new probes are tried out' --for 30m", prepare_freeze},
        {"maintain", "of a running daemon: leave a node out of everything above it while it is worked on",
         "healthmodeld maintain cosmos-db@westeurope --reason 'index rebuild' --for 1h", prepare_maintain},
        {"ack", "of a running daemon: somebody takes care of what is wrong with a node",
         "healthmodeld ack cosmos-db@westeurope --reason 'vendor is called' --ticket OPS-7", prepare_ack},
        {"undo", "of a running daemon: end an override before its time",
         "healthmodeld undo westeurope --reason 'the drill is over'", prepare_undo},
        {"overrides", "of a running daemon: what operators have said, and what is in force",
         "healthmodeld overrides --all", prepare_overrides},
        {"alerts",
         "of a running daemon: what is under way, and who was told; `alerts test SINK` sends a test notice",
         "healthmodeld alerts", prepare_alerts},
        {"export",
         "print what another program is to know of a model: rules for Prometheus, a dashboard for Grafana",
         "healthmodeld export prometheus-rules config/examples/contoso-shoes.yaml > rules.yml",
         prepare_export},
        {"gate",
         "hold a rollout to the health of its flow: 0 when all was well for the whole time, 1 at the first "
         "objection",
         "healthmodeld gate http://127.0.0.1:8640 --flow list-catalog-items --region westeurope --for 5m",
         prepare_gate},
        {"token", "make a token for whoever may change something over HTTP, and the line for the settings",
         "healthmodeld token alice > alice.token", prepare_token},
    };
    return table;
}

}  // namespace

int run_command_line(int argc, char** argv) {
    CLI::App app{
        "healthmodeld evaluates a health model and tells load balancers which region may take traffic."};
    app.set_version_flag("--version", std::string{"healthmodeld "} + HM_VERSION);
    app.require_subcommand(1);
    std::vector<std::pair<CLI::App*, std::function<int()>>> prepared;
    for (const command& c : commands()) {
        CLI::App* sub = app.add_subcommand(c.name, c.help);
        sub->footer(std::string{"Example:\n  "} + c.example);
        prepared.emplace_back(sub, c.prepare(*sub));
    }
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        return app.exit(e) == 0 ? exit_ok : exit_usage;
    }
    for (const auto& [sub, action] : prepared)
        if (sub->parsed()) return action();
    return exit_usage;
}

}  // namespace hm::daemon::cli
