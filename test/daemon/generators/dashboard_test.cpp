#include "daemon/generators/grafana_dashboard.hpp"
#include "test/daemon/outputs/picture.hpp"

#include <set>

using namespace hm;
using namespace hm::test;

namespace {

const auto made = [](std::optional<std::string> job = std::nullopt) {
    return boost::json::parse(daemon::grafana_dashboard(shop()->source(), {std::move(job)}));
};

}  // namespace

TEST_CASE("a dashboard says what Grafana asks for at the import", "[generators][dashboard]") {
    const auto d = made();
    CHECK(text(d, "/uid") == "healthmodel-shop");
    CHECK(text(d, "/title") == "Health of shop");
    CHECK(text(d, "/__inputs/0/name") == "DS_PROMETHEUS");
    CHECK(text(d, "/__inputs/0/pluginId") == "prometheus");
    for (const auto& p : at(d, "/panels").as_array())
        if (text(p, "/type") != "row") CHECK(text(p, "/datasource/uid") == "${DS_PROMETHEUS}");
}

TEST_CASE("panels have their own numbers, and none lies upon another", "[generators][dashboard]") {
    const auto d = made();
    std::set<std::int64_t> ids;
    std::set<std::pair<std::int64_t, std::int64_t>> taken;
    for (const auto& p : at(d, "/panels").as_array()) {
        CHECK(ids.insert(at(p, "/id").as_int64()).second);
        const auto number = [&](const char* key) { return at(p, std::string{"/gridPos/"} + key).as_int64(); };
        CHECK(number("x") + number("w") <= 24);
        for (std::int64_t x = 0; x < number("w"); ++x)
            for (std::int64_t y = 0; y < number("h"); ++y) {
                INFO(text(p, "/title"));
                CHECK(taken.insert({number("x") + x, number("y") + y}).second);
            }
    }
}

TEST_CASE("every panel says in words what it shows, and asks for something", "[generators][dashboard]") {
    const auto d = made();
    for (const auto& p : at(d, "/panels").as_array()) {
        if (text(p, "/type") == "row") continue;
        INFO(text(p, "/title"));
        CHECK_FALSE(text(p, "/description").empty());
        CHECK_FALSE(at(p, "/targets").as_array().empty());
    }
}

TEST_CASE("with a job every selector of our own metrics has it", "[generators][dashboard]") {
    std::size_t selectors = 0;
    const auto d = made("health");
    for (const auto& p : at(d, "/panels").as_array()) {
        if (text(p, "/type") == "row") continue;
        for (const auto& t : at(p, "/targets").as_array()) {
            const std::string expr = text(t, "/expr");
            for (std::size_t at = 0; (at = expr.find("healthmodel_", at)) != std::string::npos; at += 12) {
                const bool is_recorded = at > 0 && expr[at - 1] == ':';
                if (is_recorded) continue;
                INFO(expr);
                const std::size_t open = expr.find('{', at);
                CHECK(expr.substr(open, expr.find('}', open) - open).find("job=\"health\"") !=
                      std::string::npos);
                ++selectors;
            }
        }
    }
    CHECK(selectors > 20);
}
