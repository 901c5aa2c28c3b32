#include "daemon/library/routes_on_call.hpp"

#include "config/load.hpp"
#include "daemon/clock.hpp"
#include "daemon/library/application_health.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <atomic>
#include <thread>

using namespace hm;
using namespace hm::daemon;

namespace {

// Port 1 of loopback: nobody listens there, so that every run has a result at once.
constexpr const char* text = R"(
model: shop
regions: { here: {} }
flows: { buy: { needs: [database] } }
dependencies:
  database: { signals: { port: { tcp: "127.0.0.1:1", every: 1s, timeout: 500ms } } }
)";

config::settings silent() {
    config::settings s;
    s.listeners.clear();
    s.log.runs = config::log_settings::checks::none;
    return s;
}

struct embedded {
    config::settings settings = silent();
    engine running{*config::load_model(config::source{"model", text}).value,
                   {.settings = settings, .version = "test", .timing = {}}};
    routes_on_call routes{running, settings};
};

}  // namespace

TEST_CASE("the daemon's read endpoints answer without a listener", "[daemon][library][threads]") {
    const embedded e;
    const auto status = [&](const char* method, const char* target) {
        return e.routes.call(method, target, {}).status;
    };
    CHECK(status("GET", "/health/here") == 200);  // warming, as the daemon has it
    CHECK(status("HEAD", "/health/here/buy") == 200);
    CHECK(status("OPTIONS", "/health") == 200);
    CHECK(status("GET", "/health/there") == 400);
    CHECK(status("GET", "/metrics") == 200);
    CHECK(status("GET", "/livez") == 200);
    CHECK(status("GET", "/api/v1/status") == 200);
    CHECK(status("GET", "/api/v1/signals/database@here/port") == 200);
    CHECK(status("POST", "/health") == 405);
    CHECK(status("BREW", "/metrics") == 405);
    CHECK(status("GET", "/nothing") == 404);
    CHECK(status("POST", "/api/v1/reload") == 404);  // nothing can be changed this way
}

TEST_CASE("headers come apart, and are those that the daemon sends", "[daemon][library][threads]") {
    const embedded e;
    const auto called = e.routes.call("GET", "/health/here", "application/health+json");
    const auto value = [&](std::string_view name) {
        const auto found = std::find_if(called.headers.begin(), called.headers.end(),
                                        [&](const auto& h) { return h.first == name; });
        return found == called.headers.end() ? std::string{"(none)"} : found->second;
    };
    CHECK(value("Content-Type") == "application/health+json");
    CHECK(value("Cache-Control") == "no-store");
    CHECK(value("X-Health-Region") == "here");
    CHECK(called.body.front() == '{');
}

TEST_CASE("many threads may ask while the engine runs and ends", "[daemon][library][threads]") {
    embedded e;
    e.running.start();
    std::atomic<int> wrong{0};
    std::vector<std::thread> askers;
    for (int t = 0; t < 4; ++t)
        askers.emplace_back([&] {
            for (int i = 0; i < 100; ++i) {
                const int told = e.routes.call("GET", i % 10 == 0 ? "/metrics" : "/health", {}).status;
                const int own =
                    application_health(e.running.latest(), {}, now().wall, e.running.heartbeat_age()).status;
                if (told != 200 && told != 503) ++wrong;
                if (own != 200 && own != 503) ++wrong;
            }
        });
    for (std::thread& t : askers) t.join();
    e.running.stop();
    CHECK(wrong == 0);
    const int after = e.routes.call("GET", "/health", {}).status;
    CHECK((after == 200 || after == 503));
}
