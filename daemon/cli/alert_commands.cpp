#include "daemon/cli/alert_commands.hpp"

#include "daemon/cli/alerts.hpp"

#include <CLI/CLI.hpp>

#include <memory>

namespace hm::daemon::cli {

namespace {

template <class Options>
void add_common(CLI::App& app, Options& options) {
    app.add_flag("--json", options.json, "the daemon's answer on standard output, instead of text");
    app.add_option("--url", options.access.url, "where the daemon is")->capture_default_str();
    app.add_option("--token-file", options.access.token_file,
                   "the file with the token to show; else $HEALTHMODELD_TOKEN");
}

}  // namespace

std::function<int()> prepare_alerts(CLI::App& app) {
    auto options = std::make_shared<alerts_options>();
    add_common(app, *options);
    auto test_options = std::make_shared<alert_test_options>();
    CLI::App* test = app.add_subcommand("test", "send a notice to a sink that says it is a test");
    test->add_option("SINK", test_options->sink, "a name under alerts: { sinks: … } of the daemon's settings")
        ->required();
    add_common(*test, *test_options);
    test->footer("Example:\n  healthmodeld alerts test on-call --token-file alice.token");
    return [options, test_options, test] {
        return test->parsed() ? test_alerts(*test_options) : list_alerts(*options);
    };
}

}  // namespace hm::daemon::cli
