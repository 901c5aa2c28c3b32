#include "daemon/alerts/alert_file.hpp"
#include "daemon/alerts/alert_keeper.hpp"

#include <catch2/catch.hpp>

#include "test/daemon/store/fragile_disk.hpp"
#include "test/daemon/store/records_made.hpp"

#include <fstream>
#include <future>

using namespace hm;
using namespace hm::daemon;
using namespace hm::test;
using namespace std::chrono_literals;

namespace {

// Whether it was on the disk when it was answered.
bool keep(alert_keeper& k, incident_texts all) {
    const auto told = std::make_shared<std::promise<bool>>();
    auto answer = told->get_future();
    k.keep(std::move(all), [told](bool durable) { told->set_value(durable); });
    REQUIRE(answer.wait_for(20s) == std::future_status::ready);
    return answer.get();
}

// What was found at the start; absent when it could not be read then.
std::optional<incident_texts> start(alert_keeper& k) {
    const auto found = std::make_shared<std::optional<incident_texts>>();
    const auto tried = std::make_shared<std::promise<void>>();
    k.start([found](incident_texts all) { *found = std::move(all); }, [tried] { tried->set_value(); });
    REQUIRE(tried->get_future().wait_for(20s) == std::future_status::ready);
    return *found;
}

}  // namespace

TEST_CASE("the file holds what was written last, and nothing else", "[alerts][store]") {
    const folder here;
    {
        alert_file f{(here.path / "alerts.sqlite").string()};
        CHECK(f.read().empty());
        f.write({{"a", "1"}, {"b", "2"}});
        f.write({{"b", "3"}, {"c", "4"}});
    }
    alert_file f{(here.path / "alerts.sqlite").string()};
    f.write({{"b", "3"}, {"d", "5"}});  // who has not read it yet writes all of it
    CHECK(f.read() == incident_texts{{"b", "3"}, {"d", "5"}});
}

TEST_CASE("a file of a newer version, or a damaged one, is left alone", "[alerts][store]") {
    const folder here;
    const std::string path = (here.path / "alerts.sqlite").string();
    alert_file{path}.write({{"a", "1"}});
    {
        database db{path, 0ms};
        db.execute("pragma user_version = 7");
    }
    CHECK_THROWS_WITH(alert_file{path}.write({}), Catch::Contains("a newer version of the program wrote it"));
    std::ofstream{path, std::ios::trunc} << "no database at all, whatever it is called";
    CHECK_THROWS_WITH(alert_file{path}.read(), Catch::Contains("move it away, and a new one is made"));
}

TEST_CASE("a folder that cannot be looked at is a file that cannot be used", "[alerts][store]") {
    const folder here;
    std::ofstream{here.path / "below"} << "a file";
    for (const std::string& name : {std::string{"below/deeper"}, std::string(256, 'x')}) {
        alert_file f{(here.path / name / "alerts.sqlite").string()};
        CHECK_THROWS_AS(f.read(), sqlite_error);
        CHECK_THROWS_WITH(f.write({}), Catch::Contains(name + " cannot be made: "));
    }
}

TEST_CASE("whenever the disk dies, what is found is one of the states that were written", "[alerts][store]") {
    std::mt19937 chance{3};
    const std::vector<incident_texts> states{{}, {{"a", "1"}}, {{"a", "2"}, {"b", "1"}}, {{"b", "2"}}};
    for (std::size_t operation = 1;; ++operation) {
        fragile_disk disk;
        std::size_t confirmed = 0;
        disk.die_at(operation, operation % 2 == 0 ? fragile_disk::when::before : fragile_disk::when::after);
        try {
            alert_file f{"alerts.sqlite", disk.vfs()};
            for (std::size_t i = 1; i < states.size(); ++i) {
                f.write(states[i]);
                if (!disk.is_dead()) confirmed = i;
            }
        } catch (const sqlite_error&) {
        }
        const bool died = disk.is_dead();
        disk.restart(static_cast<fragile_disk::loss>(operation % 3), chance);
        const incident_texts found = alert_file{"alerts.sqlite", disk.vfs()}.read();
        const bool is_next = confirmed + 1 < states.size() && found == states[confirmed + 1];
        INFO("died at operation " << operation << ", confirmed " << confirmed);
        REQUIRE((found == states[confirmed] || is_next));
        if (!died) break;
    }
}

TEST_CASE("what is kept is found by the next keeper", "[alerts][store][threads]") {
    const folder here;
    {
        alert_keeper k{(here.path / "alerts.sqlite").string()};
        CHECK(start(k) == incident_texts{});
        CHECK(keep(k, {{"a", "1"}}));
        k.keep({{"b", "2"}});
        k.stop(20s);  // what nobody waited for is written all the same
    }
    alert_keeper k{(here.path / "alerts.sqlite").string()};
    CHECK(start(k) == incident_texts{{"b", "2"}});
}

TEST_CASE("a full disk is told to whoever keeps alerts, and written to once it is not full",
          "[alerts][store][threads]") {
    fragile_disk disk;
    alert_keeper k{"alerts.sqlite", disk.vfs()};
    start(k);
    CHECK(keep(k, {{"a", "1"}}));
    disk.refuse_writes(SQLITE_FULL);
    CHECK_FALSE(keep(k, {{"a", "2"}}));
    CHECK_THAT(k.health().trouble, Catch::Contains("the disk is full"));
    disk.refuse_writes(SQLITE_OK);
    CHECK(keep(k, {{"a", "3"}}));
    CHECK(k.health().usable);
}

TEST_CASE("of what is kept while the disk hangs only the newest is written", "[alerts][store][threads]") {
    fragile_disk disk;
    alert_keeper k{"alerts.sqlite", disk.vfs()};
    start(k);
    std::promise<void> hangs, goes_on;
    k.keep({}, [&hangs, wait = goes_on.get_future().share()](bool) {
        hangs.set_value();
        wait.wait_for(20s);
    });
    hangs.get_future().wait_for(20s);
    std::vector<std::size_t> operations;  // of the disk, when each was answered
    constexpr int many = 100;
    for (int i = 0; i < many; ++i)
        k.keep({{"a", std::to_string(i)}},
               [&](bool durable) { operations.push_back(durable ? disk.operations() : 0); });
    goes_on.set_value();
    k.stop(20s);
    REQUIRE(operations.size() == many);
    CHECK(operations.front() > 0);
    CHECK(operations.front() == operations.back());
    CHECK(alert_file{"alerts.sqlite", disk.vfs()}.read() == incident_texts{{"a", std::to_string(many - 1)}});
}

TEST_CASE("what is kept before the disk could be read is written beside what is found there",
          "[alerts][store][threads]") {
    const folder here;
    const std::string path = (here.path / "alerts.sqlite").string();
    alert_file{path}.write({{"a", "1"}, {"b", "1"}});
    {
        alert_keeper k{path};
        std::optional<bool> was_durable;
        k.keep({{"b", "2"}, {"c", "2"}}, [&](bool durable) { was_durable = durable; });
        CHECK(start(k) == incident_texts{{"a", "1"}, {"b", "1"}});
        k.stop(20s);
        CHECK(was_durable == true);
    }
    CHECK(alert_file{path}.read() == incident_texts{{"a", "1"}, {"b", "2"}, {"c", "2"}});
}
