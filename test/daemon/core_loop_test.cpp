// core on a real loop, by the real clock.
#include "daemon/clock.hpp"
#include "daemon/core.hpp"

#include <catch2/catch.hpp>

#include "test/model/build.hpp"
#include "test/support/event_loop.hpp"

using namespace hm;
using namespace std::chrono_literals;

namespace {

// Ticks of an hour: whatever happens in time does not wait for one.
constexpr daemon::core_timing without_ticks{.tick = 1h};

std::shared_ptr<const model::graph> shop(model::duration down_after) {
    model::traffic_rules rules = model::test::at_once();
    rules.down_after = rules.total_failure_after = down_after;
    model::test::model_builder b{"shop"};
    b.traffic(rules).regions({"a"}).dependency("db");
    b.flow("browse", {{"db"}});
    return b.unfold();
}

class loop : private daemon::publisher {
public:
    explicit loop(std::shared_ptr<const model::graph> g)
        : generation_(
              std::make_shared<daemon::generation>(1, std::move(g), nullptr, [this] { loop_.wake(); })),
          core_(generation_, *this, without_ticks, daemon::now()) {
        loop_.start();
    }
    ~loop() override {
        loop_.stop();
        io.run_for(1s);
    }

    void result(model::state s) {
        const model::signal_id only{0};
        generation_->board.note_result(only, daemon::now().steady, true, model::reason::ok);
        model::judged_signal j;
        j.now = s;
        j.ever_known = true;
        generation_->board.leave(only, j);
    }
    bool serves() const { return told->regions.front().serves(); }
    bool until_serves(bool wanted) {
        return test::run_until(io, [&] { return serves() == wanted; });
    }
    bool until_computed_from_evidence() {
        return test::run_until(
            io, [&] { return told->regions.front().source != model::verdict_source::warming; });
    }

    boost::asio::io_context io{1};
    std::shared_ptr<const model::verdict_table> told;

private:
    void keep(daemon::write_batch) override {}
    void publish(std::shared_ptr<const model::verdict_table> t) override { told = std::move(t); }
    void publish(std::shared_ptr<const model::snapshot>) override {}

    std::shared_ptr<daemon::generation> generation_;
    daemon::core core_;
    daemon::core_loop loop_{io, core_, without_ticks};
};

}  // namespace

TEST_CASE("a verdict is told when its dwell ends and not at the next tick", "[daemon][core]") {
    constexpr auto dwell = 60ms;
    loop l{shop(dwell)};
    l.result(model::state::healthy);
    REQUIRE(l.until_computed_from_evidence());

    l.result(model::state::unhealthy);
    const auto began = std::chrono::steady_clock::now();
    REQUIRE(l.until_serves(false));
    CHECK(std::chrono::steady_clock::now() - began >= dwell);
}

TEST_CASE("a dwell whose cause went away tells nothing", "[daemon][core]") {
    loop l{shop(100ms)};
    l.result(model::state::healthy);
    REQUIRE(l.until_computed_from_evidence());

    l.result(model::state::unhealthy);
    const auto is_due = [&] { return l.told->regions.front().due != model::steady_time::max(); };
    REQUIRE(test::run_until(l.io, is_due));
    const model::steady_time due = l.told->regions.front().due;
    l.result(model::state::healthy);
    REQUIRE(test::run_until(l.io, [&] { return std::chrono::steady_clock::now() > due + 20ms; }));
    CHECK(l.serves());
}
