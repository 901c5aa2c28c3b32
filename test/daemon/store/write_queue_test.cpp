#include "daemon/store/write_queue.hpp"

#include <catch2/catch.hpp>

#include "test/daemon/store/records_made.hpp"

#include <fmt/format.h>

#include <algorithm>

using namespace hm;
using namespace hm::daemon;
using namespace hm::test;
using namespace std::chrono_literals;

namespace {

constexpr model::steady_time start{1000h};

write_batch placed(std::string id) {
    return {{{drain_of(std::move(id)), {}}}, {}, {}};
}
write_batch ended(std::string id) {
    return {{undone(drain_of(std::move(id)))}, {}, {}};
}

}  // namespace

TEST_CASE("what could not be written waits, the last word of each override alone", "[daemon][store]") {
    write_queue q;
    q.add(placed("1"));
    q.failed(start);
    q.add(ended("1"));
    q.add(placed("2"));
    q.add({{}, {audit_entry{}}, std::vector{remembered("eu", "", 1)}});
    q.add({{}, {}, std::vector{remembered("eu", "", 2)}});
    const write_batch all = q.pending();
    REQUIRE(all.overrides.size() == 2);
    CHECK(all.overrides[0].ended.has_value());
    CHECK(all.audit.size() == 1);
    CHECK(all.verdicts->front().flaps == 2);
    CHECK(q.size() == 4);
    q.written();
    CHECK(q.pending().empty());
    CHECK(q.size() == 0);
}

TEST_CASE("it is tried again after a second, and then after twice as long, up to a minute",
          "[daemon][store]") {
    write_queue q;
    CHECK_FALSE(q.next_try());
    for (const auto wait : {1s, 2s, 4s, 8s, 16s, 32s, 60s, 60s}) {
        q.failed(start);
        CHECK(q.next_try() == start + wait);
    }
    q.written();
    CHECK_FALSE(q.next_try());
    q.failed(start);
    CHECK(q.next_try() == start + 1s);
}

TEST_CASE("a file that was lost gets all that is in force again", "[daemon][store]") {
    write_queue q;
    q.know({drain_of("0")});
    q.add(placed("1"));
    q.add(placed("2"));
    q.add({{}, {}, std::vector{remembered("eu", "", 1)}});
    q.written();
    q.add(ended("2"));
    q.written();
    q.everything_again();
    const write_batch all = q.pending();
    REQUIRE(all.overrides.size() == 2);
    CHECK(all.overrides[0].what.id == "0");
    CHECK(all.overrides[1].what.id == "1");
    CHECK(all.verdicts);
}

TEST_CASE("what waits is bounded, and what is in force is never given up", "[daemon][store][limits]") {
    write_queue q;
    q.add(placed("in force"));
    for (std::size_t i = 0; i < write_queue::max_waiting_ends + 10; ++i) {
        const std::string id = fmt::format("{:06}", i);
        q.add(placed(id));
        q.add(ended(id));
    }
    const auto waiting = q.pending().overrides;
    CHECK(waiting.size() == write_queue::max_waiting_ends + 1);
    CHECK(waiting.front().what.id == "000010");
    CHECK(std::ranges::any_of(waiting, [](const auto& r) { return r.what.id == "in force"; }));

    write_batch trail;
    trail.audit.resize(write_queue::max_waiting_audit + 3);
    q.add(trail);
    CHECK(q.pending().audit.size() == write_queue::max_waiting_audit);
    CHECK(q.audit_lost() == 3);
}
