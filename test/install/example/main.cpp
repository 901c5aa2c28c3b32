// A shop that answers for its own health: it checks one address, waits for the first result, and prints what
// its health endpoint would answer.  usage: shop HOST:PORT

#include <healthmodel/healthmodel.hpp>

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <thread>

int main(int argc, char** argv) try {
    if (argc != 2) return 2;
    const std::string model = R"(
model: shop
regions: { here: {} }
flows:
  buy: { needs: [database] }
dependencies:
  database:
    signals:
      port: { tcp: { address: ")" +
                              std::string{argv[1]} + R"(" }, every: 1s, timeout: 500ms }
)";
    healthmodel::options options;
    options.log = [](std::string_view level, std::string_view line) {
        std::cerr << level << ' ' << line << '\n';
    };
    options.log_checks = healthmodel::options::logged_checks::all;

    healthmodel::engine health{model, options};
    std::cout << "before start: " << health.health().status << '\n';
    health.start();
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds{10};
    while (!health.checks().at(0).age && std::chrono::steady_clock::now() < limit)
        std::this_thread::sleep_for(std::chrono::milliseconds{20});
    // The first result is on its way to the picture that answers are made from.
    while (health.checks().at(0).state == healthmodel::state::unknown &&
           std::chrono::steady_clock::now() < limit)
        std::this_thread::sleep_for(std::chrono::milliseconds{20});

    const healthmodel::answer told = health.health();
    std::cout << "health: " << told.status << ' ' << told.body;
    std::cout << "flow: " << health.health({.region = {}, .flow = "buy", .wanted = {}}).status << '\n';
    std::cout << "metrics: " << health.respond("GET", "/metrics").status << '\n';
    health.stop();
    return EXIT_SUCCESS;
} catch (const healthmodel::model_error& e) {
    std::cout << "model_error: " << e.what();
    return EXIT_FAILURE;
}
