// contoso-load: the users of Contoso Shoes, and the measuring client of a failover test.

#include "test/contoso/common/duration.hpp"
#include "test/contoso/common/parent_guard.hpp"
#include "test/contoso/load/users.hpp"

#include <fmt/format.h>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/json/serialize.hpp>
#include <CLI/CLI.hpp>

#include <unistd.h>
#include <fstream>
#include <optional>

namespace {

namespace asio = boost::asio;
using namespace contoso;

constexpr milliseconds time_to_leave{500};  // for who is still there when we are asked to end

struct arguments {
    load_options load;
    std::string timeout = "3s", duration, report_file;
    bool parent_guard = false;
};

struct session {
    load_options load;
    std::optional<milliseconds> duration;  // absent: until asked to end
};

void declare(CLI::App& app, arguments& a) {
    app.add_option("--target", a.load.targets, "http://ADDRESS:PORT; several share the rate")->required();
    app.add_option("--rate", a.load.rate, "requests per second, in all")
        ->check(CLI::Range(0.01, 10'000.0))
        ->capture_default_str();
    app.add_option("--comment-share", a.load.comment_share, "share of requests that write a comment")
        ->check(CLI::Range(0.0, 1.0))
        ->capture_default_str();
    app.add_option("--timeout", a.timeout, "of one request")->capture_default_str();
    app.add_option("--duration", a.duration, "like 60s; without it, until SIGINT or SIGTERM");
    app.add_option("--seed", a.load.seed, "of what the users do")->capture_default_str();
    app.add_option("--report", a.report_file, "where the JSON report goes (otherwise to stdout)");
    app.add_flag("--parent-guard", a.parent_guard, "end when the parent process ends");
}

milliseconds duration_of(const char* option, const std::string& text) {
    const auto parsed = parse_duration(text);
    if (!parsed) throw CLI::ValidationError(option, "expected a duration like 3s, got " + text);
    return *parsed;
}

session checked(const arguments& a) {
    session s;
    s.load = a.load;
    s.load.timeout = duration_of("--timeout", a.timeout);
    if (!a.duration.empty()) s.duration = duration_of("--duration", a.duration);
    return s;
}

boost::json::object run(const session& s) {
    asio::io_context loop{1};
    users crowd(loop, s.load);
    std::optional<milliseconds> patience;  // with who is still there, once nobody comes any more
    const auto end = [&](milliseconds with_the_last) {
        crowd.stop();
        patience = with_the_last;
    };

    asio::signal_set asked_to_end(loop, SIGINT, SIGTERM);
    asked_to_end.async_wait([&](boost::system::error_code error, int) {
        if (!error) end(time_to_leave);
    });
    asio::steady_timer over(loop);
    if (s.duration) {
        over.expires_after(*s.duration);
        over.async_wait([&](boost::system::error_code error) {
            if (!error) end(s.load.timeout);
        });
    }

    const auto started = unix_ms();
    crowd.start();
    while (!patience) loop.run_one();
    asked_to_end.cancel();
    over.cancel();
    loop.run_for(*patience);  // until all have finished, but no longer

    const auto unfinished = crowd.present();
    asio::post(loop, [&] { crowd.leave(); });
    loop.restart();
    loop.run_for(time_to_leave);
    return crowd.seen().to_json(started, unix_ms(), unfinished);
}

void write(const boost::json::object& report, const std::string& file) {
    const std::string text = boost::json::serialize(report) + "\n";
    if (file.empty()) {
        fmt::print("{}", text);
        return;
    }
    std::ofstream out(file);
    out << text << std::flush;
    if (!out) throw std::runtime_error("cannot write the report to " + file);
}

}  // namespace

int main(int argc, char** argv) {
    const int parent = getppid();
    CLI::App app{"The users of Contoso Shoes: a steady stream of requests, and a report of how they fared."};
    arguments given;
    declare(app, given);
    try {
        app.parse(argc, argv);
        const session s = checked(given);
        if (given.parent_guard && !follow_parent(parent)) return EXIT_SUCCESS;
        write(run(s), given.report_file);
        return EXIT_SUCCESS;
    } catch (const CLI::ParseError& e) {
        return app.exit(e) == 0 ? EXIT_SUCCESS : 2;
    } catch (const std::exception& e) {
        fmt::print(stderr, "contoso-load: {}\n", e.what());
        return EXIT_FAILURE;
    }
}
