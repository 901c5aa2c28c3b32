// The keeper on its real thread, with a disk that fails when it is told to.
#include "daemon/store/state_keeper.hpp"

#include <catch2/catch.hpp>

#include "test/daemon/store/fragile_disk.hpp"
#include "test/daemon/store/records_made.hpp"

#include <future>

using namespace hm;
using namespace hm::daemon;
using namespace hm::test;
using namespace std::chrono_literals;

namespace {

constexpr auto limit = 20s;

write_batch placed(std::string id) {
    return {{{drain_of(std::move(id)), {}}}, {}, {}};
}

// Whether it was on the disk when it was answered.
bool keep(state_keeper& k, write_batch batch) {
    const auto told = std::make_shared<std::promise<bool>>();
    auto answer = told->get_future();
    k.keep(std::move(batch), [told](bool durable) { told->set_value(durable); });
    REQUIRE(answer.wait_for(limit) == std::future_status::ready);
    return answer.get();
}

kept_past past_of(state_keeper& k) {
    const auto told = std::make_shared<std::promise<kept_past>>();
    auto answer = told->get_future();
    k.past(10, 10, {}, [told](kept_past p) { told->set_value(std::move(p)); });
    REQUIRE(answer.wait_for(limit) == std::future_status::ready);
    return answer.get();
}

const auto nobody = [](const recalled&) {};

}  // namespace

TEST_CASE("what is confirmed is found by the next keeper", "[daemon][store][threads]") {
    const folder here;
    {
        state_keeper k{here.file()};
        const auto before = k.start(limit, nobody);
        REQUIRE(before);
        CHECK(before->overrides.empty());
        CHECK(keep(k, placed("1")));
        CHECK(k.health().usable);
        k.keep({{}, {}, std::vector{remembered("eu", "", 1)}}, {});
        k.stop(limit);  // what nobody waited for is written all the same
    }
    state_keeper k{here.file()};
    const auto before = k.start(limit, nobody);
    REQUIRE(before);
    CHECK(before->verdicts.size() == 1);
    CHECK(past_of(k).overrides.size() == 1);
}

TEST_CASE("a full disk is told to who asks, and written to once it is not", "[daemon][store][threads]") {
    fragile_disk disk;
    state_keeper k{"state.sqlite", disk.vfs()};
    REQUIRE(k.start(limit, nobody));
    CHECK(keep(k, placed("1")));
    {
        // Only between two answers is the disk ours to touch.
        disk.refuse_writes(SQLITE_FULL);
        CHECK_FALSE(keep(k, placed("2")));
        const store_health h = k.health();
        CHECK_FALSE(h.usable);
        CHECK_THAT(h.trouble, Catch::Contains("the disk is full"));
        CHECK(h.failures == 1);
        CHECK(h.waiting == 1);
        disk.refuse_writes(SQLITE_OK);
    }
    CHECK(keep(k, placed("3")));  // and with it what waited
    CHECK(k.health().usable);
    CHECK(k.health().waiting == 0);
    CHECK(past_of(k).overrides.size() == 3);
    k.stop(limit);
}

TEST_CASE("a store that cannot be read keeps nobody waiting, and is read once it can be",
          "[daemon][store][threads]") {
    const folder here;
    auto owner = std::make_optional<state_file>(here.file());
    owner->write({{{drain_of("1", "us"), {}}}, {}, {}}, at(0s));
    const auto late = std::make_shared<std::promise<recalled>>();
    auto found = late->get_future();

    state_keeper k{here.file()};
    CHECK_FALSE(k.start(50ms, [late](recalled all) { late->set_value(std::move(all)); }));
    CHECK_FALSE(keep(k, placed("2")));
    CHECK_THAT(k.health().trouble, Catch::Contains("another process uses it"));
    owner.reset();
    REQUIRE(found.wait_for(limit) == std::future_status::ready);  // by itself, after a while
    CHECK(found.get().overrides.size() == 0);                     // over by the real clock: but it was read
    CHECK(keep(k, placed("3")));
    CHECK(past_of(k).overrides.size() == 3);
    k.stop(limit);
}
