// contoso-stamp: one region of Contoso Shoes' catalog in one process. README.md says what it consists of.

#include "test/contoso/common/duration.hpp"
#include "test/contoso/common/parent_guard.hpp"
#include "test/contoso/stamp/control.hpp"
#include "test/contoso/stamp/stamp.hpp"

#include <fmt/format.h>
#include <boost/asio/signal_set.hpp>
#include <CLI/CLI.hpp>

#include <unistd.h>
#include <filesystem>
#include <regex>

namespace {

namespace asio = boost::asio;
using namespace contoso;

constexpr std::chrono::milliseconds time_to_leave{800};

struct arguments {
    std::string region, address = "127.0.0.1", window = "10s", data, shared_address = "127.0.3.1";
    std::string health_every = "10s", health_token, health_log = "changes";
    std::uint16_t first_port = 9200;
    bool no_health = false;
    bool shared = false, parent_guard = false;
};

void declare(CLI::App& app, arguments& a) {
    auto* region = app.add_option("--region", a.region, "its name, shown on the page");
    auto* shared = app.add_flag("--shared", a.shared,
                                "not a region, but what all regions share: registry and third-party API");
    region->excludes(shared);
    app.add_option("--shared-at", a.shared_address, "where the region finds what is shared")
        ->excludes(shared)
        ->capture_default_str();
    app.add_option("--address", a.address, "where to listen")->capture_default_str();
    app.add_option("--ports", a.first_port, "the control port; the services have the nine after it")
        ->check(CLI::Range(1, 65535 - 9))
        ->capture_default_str();
    app.add_option("--window", a.window, "what /stats look back on, like 10s")->capture_default_str();
    app.add_option("--health-every", a.health_every, "how often /health checks what it tells")
        ->capture_default_str();
    app.add_option("--health-token", a.health_token,
                   "who shows it sees each check at /health; otherwise all do")
        ->envname("CONTOSO_HEALTH_TOKEN");
    app.add_option("--health-log", a.health_log,
                   "what /health logs of its checks on standard error; none: nothing at all")
        ->check(CLI::IsMember({"none", "changes", "all"}))
        ->capture_default_str();
    app.add_flag("--no-health", a.no_health, "no /health");
    app.add_option("--data", a.data, "directory of the database (otherwise it is kept in memory)");
    app.add_flag("--parent-guard", a.parent_guard, "end when the parent process ends");
}

asio::ip::address address_in(const char* option, const std::string& text) {
    boost::system::error_code error;
    const auto address = asio::ip::make_address(text, error);
    if (error) throw CLI::ValidationError(option, "expected an IP address, got " + text);
    return address;
}

bool is_name(const std::string& text) {
    static const std::regex name("[a-z0-9]([a-z0-9-]*[a-z0-9])?");
    return std::regex_match(text, name);
}

milliseconds duration_in(const char* option, const std::string& text) {
    const auto duration = parse_duration(text);
    if (!duration) throw CLI::ValidationError(option, "expected a duration like 10s, got " + text);
    return *duration;
}

healthmodel::options::logged_checks logged_checks_in(const std::string& text) {
    using enum healthmodel::options::logged_checks;
    return text == "none" ? none : text == "all" ? all : changes;
}

stamp_options checked(const arguments& a) {
    if (!a.shared && a.region.empty()) throw CLI::RequiredError("--region (or --shared)");
    if (!a.shared && !is_name(a.region))
        throw CLI::ValidationError("--region", "expected a name like west-europe-1, got " + a.region);
    if (!a.data.empty()) std::filesystem::create_directories(a.data);
    stamp_options options;
    options.region = a.shared ? "shared" : a.region;
    options.address = address_in("--address", a.address);
    options.first_port = a.first_port;
    options.window = duration_in("--window", a.window);
    options.data = a.data;
    options.shared = a.shared;
    if (!a.shared && !a.no_health) {
        options.health_every = duration_in("--health-every", a.health_every);
        options.health.token = a.health_token;
        options.health.log = logged_checks_in(a.health_log);
    }
    options.shared_address = address_in("--shared-at", a.shared_address);
    return options;
}

void announce(const stamp_options& options) {
    const auto address = options.address.to_string();
    if (options.shared)
        fmt::print("shared: container registry and third-party API on {}, control port {}\n", address,
                   options.first_port);
    else
        fmt::print("{}: front end http://{}:{}, control port {}\n", options.region, address,
                   options.first_port + 1, options.first_port);
    std::fflush(stdout);
}

void run(const stamp_options& options) {
    asio::io_context loop{1};
    stamp region(loop, options);
    control controls(loop, region);
    controls.start();
    region.start();
    announce(options);

    bool leaving = false;
    asio::signal_set asked_to_leave(loop, SIGINT, SIGTERM);
    asked_to_leave.async_wait([&](boost::system::error_code, int) {
        leaving = true;
        controls.stop();
        region.stop();
    });
    while (!leaving) loop.run_one();
    loop.run_for(time_to_leave);
    if (!loop.stopped())
        std::_Exit(EXIT_SUCCESS);  // something is still under way: leave without tearing it down
}

}  // namespace

int main(int argc, char** argv) {
    const int parent = getppid();
    CLI::App app{"One region of Contoso Shoes' catalog: front end, API, processor, and what they need."};
    arguments given;
    declare(app, given);
    try {
        app.parse(argc, argv);
        const stamp_options options = checked(given);
        if (given.parent_guard && !follow_parent(parent)) return EXIT_SUCCESS;
        run(options);
        return EXIT_SUCCESS;
    } catch (const CLI::ParseError& e) {
        return app.exit(e) == 0 ? EXIT_SUCCESS : 2;
    } catch (const std::exception& e) {
        fmt::print(stderr, "contoso-stamp: {}\n", e.what());
        return EXIT_FAILURE;
    }
}
