#include "probes/admission.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <map>
#include <random>

using hm::probes::admission;

namespace {

std::vector<admission::slot> all_that_may(admission& a) {
    std::vector<admission::slot> started;
    while (const auto s = a.next()) started.push_back(*s);
    return started;
}

}  // namespace

TEST_CASE("due runs start in order until the shard is full, and one more for each that ends",
          "[probes][admission]") {
    admission a{2, 10};
    const auto h = a.name("api.test");
    for (admission::slot s = 0; s < 4; ++s) a.want(s, h);
    CHECK(all_that_may(a) == std::vector<admission::slot>{0, 1});
    CHECK(a.queued() == 2);
    a.ended(h);
    CHECK(all_that_may(a) == std::vector<admission::slot>{2});
    CHECK(a.under_way() == 2);
}

TEST_CASE("a host that answers nobody holds up only its own", "[probes][admission]") {
    admission a{100, 2};
    const auto mute = a.name("mute.test"), good = a.name("good.test");
    for (admission::slot s = 0; s < 5; ++s) a.want(s, mute);
    a.want(7, good);
    CHECK(all_that_may(a) == std::vector<admission::slot>{0, 1, 7});
    CHECK(a.queued() == 3);
    a.ended(good);
    CHECK(all_that_may(a).empty());
    a.ended(mute);
    CHECK(all_that_may(a) == std::vector<admission::slot>{2});
}

TEST_CASE("what is withdrawn does not start, and gives its place to the next", "[probes][admission]") {
    admission a{100, 1};
    const auto h = a.name("api.test");
    a.want(1, h);
    a.want(2, h);
    a.want(2, h);
    a.withdraw(1, h);
    CHECK(all_that_may(a) == std::vector<admission::slot>{2});
    a.withdraw(2, h);
    CHECK(a.queued() == 0);
    a.ended(h);
    CHECK(a.under_way() == 0);
    a.want(3, h);
    CHECK(all_that_may(a) == std::vector<admission::slot>{3});
}

TEST_CASE("a host is known by its name as long as somebody uses it", "[probes][admission]") {
    admission a{1, 1};
    const auto first = a.name("a.test");
    CHECK(a.name("a.test") == first);
    CHECK(a.name("b.test") != first);
    a.let_go(first);
    CHECK(a.name("a.test") == first);
    a.let_go(first);
    a.let_go(first);
    CHECK(a.name("c.test") == first);  // its place is used again
}

TEST_CASE("whatever comes: no limit is passed, nobody is forgotten, and order is kept within a host",
          "[probes][admission]") {
    std::mt19937 random{20261128};
    constexpr std::size_t concurrent = 7, per_host = 3;
    admission a{concurrent, per_host};
    const std::vector<admission::host> hosts{a.name("a"), a.name("b"), a.name("c")};
    std::map<admission::host, std::vector<admission::slot>> wanted, running;
    admission::slot next = 0;
    for (int step = 0; step < 20'000; ++step) {
        const auto h = hosts[random() % hosts.size()];
        if (random() % 2 == 0) {
            a.want(next, h);
            wanted[h].push_back(next++);
        } else if (!running[h].empty()) {
            running[h].pop_back();
            a.ended(h);
        }
        for (const admission::slot s : all_that_may(a)) {
            const auto of = std::find_if(wanted.begin(), wanted.end(), [s](const auto& w) {
                return !w.second.empty() && w.second.front() == s;
            });
            REQUIRE(of != wanted.end());
            of->second.erase(of->second.begin());
            running[of->first].push_back(s);
        }
        std::size_t under_way = 0, waiting = 0;
        for (const auto host : hosts) {
            REQUIRE(running[host].size() <= per_host);
            under_way += running[host].size();
            waiting += wanted[host].size();
        }
        REQUIRE(under_way == a.under_way());
        REQUIRE(under_way <= concurrent);
        REQUIRE(waiting == a.queued());
        for (const auto host : hosts)  // it waits only when it has to
            REQUIRE((wanted[host].empty() || running[host].size() == per_host || under_way == concurrent));
    }
}
