#include "daemon/history/replayed_alerts.hpp"

#include <catch2/catch.hpp>

#include "model/alerts/machine.hpp"
#include "test/daemon/history/past_made.hpp"

#include <random>

using namespace hm;
using namespace hm::daemon;
using namespace hm::test;
using namespace std::chrono_literals;
using model::alerts::truth;

namespace {

constexpr int seconds = 400;

model::alerts::rule lasting(std::chrono::seconds least, std::chrono::seconds clear) {
    model::alerts::rule r;
    r.name = "bad";
    r.lasting = least;
    r.clear_for = clear;
    return r;
}

std::vector<std::pair<model::wall_time, bool>> steps(const timeline<bool>& t) {
    return t.steps();
}

// What a rule finds in each second, at random and in runs.
std::vector<std::optional<truth>> random_truths(std::mt19937& chance) {
    const std::array<std::optional<truth>, 3> kinds{std::nullopt, truth::holds, truth::unclear};
    std::vector<std::optional<truth>> all;
    while (all.size() < seconds) all.insert(all.end(), 1 + chance() % 20, kinds[chance() % kinds.size()]);
    all.resize(seconds);
    return all;
}

truth_line line_of(const std::vector<std::optional<truth>>& all) {
    truth_line line;
    for (std::size_t s = 0; s < all.size(); ++s) line.note(at(std::chrono::seconds{s}), all[s]);
    return line;
}

// The real machine, which looks once a second.
std::vector<bool> fired_by_machine(const std::vector<std::optional<truth>>& all,
                                   const model::alerts::rule& by) {
    model::alerts::machine m{{by}};
    std::vector<bool> out;
    for (std::size_t s = 0; s < all.size(); ++s) {
        std::vector<model::alerts::finding> found;
        if (all[s]) found.push_back({.key = "bad/node", .is = *all[s], .muted_by = {}, .words = {}});
        const model::moment now{model::steady_time{std::chrono::seconds{s}}, at(std::chrono::seconds{s})};
        m.step(found,
               {[](const auto&, const auto&) { return false; },
                [](const std::string&) { return model::alerts::absence::well; }},
               now);
        const auto a = m.alerts().find("bad/node");
        out.push_back(a != m.alerts().end() && a->second.now == model::alerts::phase::firing);
    }
    return out;
}

std::vector<bool> by_second(const timeline<bool>& t) {
    std::vector<bool> out(seconds);
    t.each(at(std::chrono::seconds{seconds}), [&](model::wall_time from, model::wall_time to, bool fires) {
        for (int s = 0; s < seconds; ++s)
            if (at(std::chrono::seconds{s}) >= from && at(std::chrono::seconds{s}) < to) out[s] = fires;
    });
    return out;
}

}  // namespace

TEST_CASE("an alert of the past begins after its time and ends after another", "[daemon][history][replay]") {
    truth_line found;
    found.note(at(0s), std::nullopt);
    found.note(at(10s), truth::holds);
    found.note(at(100s), std::nullopt);
    const auto fires = firing(found, lasting(60s, 30s), at(200s));
    CHECK(steps(fires) == std::vector<std::pair<model::wall_time, bool>>{
                              {at(0s), false}, {at(70s), true}, {at(130s), false}});
    CHECK(steps(firing(found, lasting(90s, 0s), at(200s))).size() == 1);
}

TEST_CASE("what is unclear begins no alert of the past and ends none", "[daemon][history][replay]") {
    truth_line found;
    found.note(at(0s), truth::unclear);
    found.note(at(10s), truth::holds);
    found.note(at(20s), truth::unclear);
    CHECK(steps(firing(found, lasting(0s, 0s), at(100s))) ==
          std::vector<std::pair<model::wall_time, bool>>{{at(0s), false}, {at(10s), true}});
    CHECK(steps(firing(found, lasting(15s, 0s), at(100s))).size() == 1);
}

TEST_CASE("alerts of the past are those that the machine would have had", "[daemon][history][replay]") {
    const auto seed = std::random_device{}();
    INFO("seed " << seed);
    std::mt19937 chance{seed};
    for (int round = 0; round < 200; ++round) {
        const auto all = random_truths(chance);
        const model::alerts::rule by =
            lasting(std::chrono::seconds{chance() % 30}, std::chrono::seconds{chance() % 30});
        CHECK(by_second(firing(line_of(all), by, at(std::chrono::seconds{seconds}))) ==
              fired_by_machine(all, by));
    }
}
