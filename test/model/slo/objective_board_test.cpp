#include "model/slo/objective_board.hpp"

#include "model/verdict_board.hpp"

#include "test/model/build.hpp"

#include <map>

using namespace hm::model;
using namespace hm::model::test;
using namespace std::chrono_literals;
using std::chrono::seconds;
using std::chrono::sys_seconds;

namespace {

constexpr sys_seconds start{1'700'000'000s};

std::shared_ptr<slo::objective> wanted(parts_per_billion target = 990'000'000) {
    auto o = std::make_shared<slo::objective>();
    o->target = target;
    return o;
}

model_builder shop(std::shared_ptr<const slo::objective> objective) {
    model_builder b{"shop"};
    b.traffic(at_once()).regions({"west", "east"}).share(0, 3000);
    b.dependency("db").flow("browse", {{"db"}});
    b.last().objective = objective->target;
    b.last().attained = std::move(objective);
    return b;
}

// A model that is watched for a while, with verdicts, on clocks of its own.
class watched {
public:
    explicit watched(std::shared_ptr<const graph> g) : world_(g), verdicts_(g), board_(g) {
        world_.all(state::healthy);
        go();
        slices.clear();
    }
    watched& set(std::string_view signal, state s) {
        world_.set(signal, s);
        for (std::size_t i = 0; i < world_.model().size(); ++i) board_.node_changed(vertex_id(i));
        return *this;
    }
    watched& weight(std::size_t region, int percent) {
        weights_[region] = percent;
        board_.verdicts_changed();
        go();
        return *this;
    }
    watched& wait(duration d) {
        for (go(); d > 0s; d -= 1s) {
            now_.steady += 1s;
            now_.wall += 1s;
            go();
        }
        return *this;
    }
    slo::attainment of(std::string_view key) const {
        for (const slo::attainment& a : *board_.picture())
            if (a.key == key) return a;
        FAIL("nothing is tracked as " << key);
        return {};
    }
    std::vector<slo::slice> of_key(std::string_view key) const {
        std::vector<slo::slice> found;
        std::copy_if(slices.begin(), slices.end(), std::back_inserter(found),
                     [&](const slo::slice& s) { return s.key == key; });
        return found;
    }
    slo::objective_board& board() { return board_; }
    const moment& now() const { return now_; }

    std::vector<slo::slice> slices;
    std::map<std::string, std::int64_t> counters;

private:
    void go() {
        verdict_table table = verdicts_.table(now_);
        for (const auto& [region, percent] : weights_) table.regions[region].weight_percent = percent;
        const auto count = [this](signal_id s) -> std::optional<std::int64_t> {
            const auto found = counters.find(world_.model().name(world_.model().vertex_of(s)));
            return found == counters.end() ? std::nullopt : std::optional{found->second};
        };
        board_.step(world_.engine(), table, now_, count);
        for (const slo::slice& s : board_.closed()) slices.push_back(s);
    }

    world world_;
    verdict_board verdicts_;
    slo::objective_board board_;
    moment now_{steady_time{1h}, start};
    std::map<std::size_t, int> weights_;
};

watched& outage_in_the_east(watched& w) {
    return w.wait(100s).set("db@east/up", state::unhealthy).wait(200s).set("db@east/up", state::healthy);
}

}  // namespace

TEST_CASE("a flow is tracked over its regions and in each of them", "[model][slo]") {
    watched w{shop(wanted()).unfold()};
    w.set("db@east/up", state::unhealthy).wait(10s);
    REQUIRE(w.slices.size() == 3);
    CHECK(w.of_key("browse").at(0).unhealthy == 2500ms);  // east has a quarter of the traffic
    CHECK(w.of_key("browse@east").at(0).unhealthy == 10s);
    CHECK(w.of_key("browse@west").at(0).unhealthy == 0s);
}

TEST_CASE("a region that gets no traffic any more costs nothing", "[model][slo]") {
    watched w{shop(wanted()).unfold()};
    w.set("db@east/up", state::unhealthy).wait(4s).weight(1, 0).wait(6s);
    CHECK(w.of_key("browse").at(0).unhealthy == 1s);
    CHECK(w.of_key("browse@east").at(0).unhealthy == 10s);
}

TEST_CASE("when no region gets traffic nobody is served; by the configured shares", "[model][slo]") {
    watched w{shop(wanted()).unfold()};
    w.set("db@east/up", state::unhealthy).weight(0, 0).weight(1, 0).wait(10s);
    CHECK(w.of_key("browse").at(0).unhealthy == 2500ms);
}

TEST_CASE("what is attained; what is left; and how fast it burns", "[model][slo]") {
    watched w{shop(wanted()).unfold()};
    w.wait(90s).set("db@west/up", state::unhealthy).set("db@east/up", state::unhealthy).wait(10s);
    const slo::attainment a = w.of("browse");
    CHECK(a.available.attained == 0.9);
    CHECK(*a.available.budget_remaining == Approx(-9));
    CHECK(a.from == start);
    CHECK(a.until == start + 100s);
    REQUIRE(a.windows.front() == 5min);
    CHECK(*a.available.burn_rates.front() == Approx(10));
    CHECK_FALSE(a.healthy);
    CHECK(a.available.budget == 7h + 12min);
    CHECK(a.available.affordable == -10s);
}

TEST_CASE("degraded is an objective of its own", "[model][slo]") {
    auto objective = wanted();
    objective->degraded = 950'000'000;
    watched w{shop(objective).unfold()};
    w.set("db@west/up", state::degraded).set("db@east/up", state::degraded).wait(10s);
    const slo::attainment a = w.of("browse");
    CHECK(a.available.attained == 1);
    REQUIRE(a.healthy);
    CHECK(a.healthy->attained == 0);
    CHECK(*a.healthy->budget_remaining == Approx(-19));
}

TEST_CASE("an alert fires while both windows burn too fast; and no longer than the short one",
          "[model][slo]") {
    watched w{shop(wanted()).unfold()};
    const auto fires = [&] {
        const slo::attainment a = w.of("browse");
        return a.alerts.at(0).fires;
    };
    w.wait(1h);
    CHECK_FALSE(fires());
    w.set("db@west/up", state::unhealthy).set("db@east/up", state::unhealthy);
    w.wait(500s);  // 14.4 × 1 % of an hour, and what the window has more, are 518 s and 9 s
    CHECK_FALSE(fires());
    w.wait(40s);
    CHECK(fires());
    w.set("db@west/up", state::healthy).set("db@east/up", state::healthy).wait(4min);
    CHECK(fires());
    w.wait(70s);
    CHECK_FALSE(fires());
}

TEST_CASE("an alert that has to last fires later", "[model][slo]") {
    auto objective = wanted();
    objective->alerts = {{slo::severity::page, 20'000'000, {}, 1h, 5min, 2min}};
    watched w{shop(objective).unfold()};
    w.set("db@west/up", state::unhealthy).set("db@east/up", state::unhealthy).wait(510s);
    CHECK_FALSE(w.of("browse").alerts.at(0).since);  // all is bad, but 14.4 × 1 % of an hour are 518 s
    w.wait(10s);
    CHECK(w.of("browse").alerts.at(0).since == start + 520s);
    CHECK_FALSE(w.of("browse").alerts.at(0).fires);
    w.wait(2min);
    CHECK(w.of("browse").alerts.at(0).fires);
}

TEST_CASE("a calendar's budget begins anew with its period", "[model][slo]") {
    auto objective = wanted();
    objective->window = slo::calendar_window{slo::calendar_unit::day, utc()};
    watched w{shop(objective).unfold()};
    w.set("db@west/up", state::unhealthy).set("db@east/up", state::unhealthy).wait(60s);
    CHECK(w.of("browse").available.attained == 0);
    const auto midnight = std::chrono::ceil<std::chrono::days>(start);
    w.set("db@west/up", state::healthy).set("db@east/up", state::healthy);
    w.wait(midnight + 100s - (start + 60s));
    const slo::attainment a = w.of("browse");
    CHECK(a.from == midnight);
    CHECK(a.available.attained == 1);
    CHECK(a.period == 24h);
    CHECK(a.available.total == duration{100s}.count());
}

TEST_CASE("stored slices give the same sums again", "[model][slo]") {
    const auto g = shop(wanted()).unfold();
    watched before{g};
    outage_in_the_east(before).wait(100s);

    slo::objective_board after{g};
    after.recall(before.slices, before.now());
    after.recall_is_complete();

    for (std::size_t i = 0; i < after.picture()->size(); ++i) {
        const slo::attainment& a = (*after.picture())[i];
        const slo::attainment b = before.of(a.key);
        CAPTURE(a.key);
        CHECK(a.available.bad == b.available.bad);
        CHECK(a.available.total == b.available.total);
        CHECK(a.available.burn_rates == b.available.burn_rates);
    }
}

TEST_CASE("stored slices may come late; and what was closed meanwhile stays", "[model][slo]") {
    const auto g = shop(wanted()).unfold();
    watched w{g};
    w.set("db@west/up", state::unhealthy).set("db@east/up", state::unhealthy).wait(20s);
    slo::slice old;
    old.key = "browse";
    old.begin = start - 1000s;
    slo::slice ours = old, future = old, strange = old;
    ours.begin = start + 10s;
    future.begin = start + 1h;
    strange.key = "gone";

    w.board().recall(std::vector{old, ours, future, strange}, w.now());
    w.board().recall_is_complete();

    CHECK(w.of("browse").available.total == duration{30s}.count());
    CHECK(w.of("browse").available.bad == duration{20s}.count());
    CHECK(w.of("browse").from == start - 1000s);
    w.wait(10s);
    CHECK(w.of("browse").available.bad == duration{30s}.count());
}

TEST_CASE("after an hour it is too late to recall", "[model][slo]") {
    watched w{shop(wanted()).unfold()};
    w.wait(61min);
    slo::slice old;
    old.key = "browse";
    old.begin = start - 1000s;
    w.board().recall(std::vector{old}, w.now());
    w.board().recall_is_complete();
    CHECK(w.of("browse").from == start);
}

TEST_CASE("stored slices in parts of any size give the same sums as in one", "[model][slo]") {
    const auto g = shop(wanted()).unfold();
    watched before{g};
    outage_in_the_east(before).wait(1h);
    REQUIRE(before.slices.size() > 300);
    for (const std::size_t size : {std::size_t{1}, std::size_t{7}, std::size_t{100}}) {
        slo::objective_board after{g};
        const std::span<const slo::slice> all = before.slices;
        for (std::size_t at = 0; at < all.size(); at += size) {
            after.recall(all.subspan(at, std::min(size, all.size() - at)), before.now());
            CHECK(after.picture()->front().available.total == 0);  // half a past would be another one
        }
        after.recall(all.first(size), before.now());  // a part that comes twice
        after.recall_is_complete();
        for (const slo::attainment& a : *after.picture()) {
            CAPTURE(a.key, size);
            CHECK(a.available.bad == before.of(a.key).available.bad);
            CHECK(a.available.total == before.of(a.key).available.total);
        }
    }
}

TEST_CASE("a reload while slices are recalled loses none of them", "[model][slo]") {
    const auto g = shop(wanted()).unfold();
    watched before{g};
    before.wait(100s).set("db@east/up", state::unhealthy).wait(100s);
    const std::span<const slo::slice> all = before.slices;
    slo::objective_board first{g};
    first.recall(all.first(all.size() / 2), before.now());
    slo::objective_board second{shop(wanted(999'000'000)).unfold()};
    second.adopt(first);
    second.recall(all.subspan(all.size() / 2), before.now());
    second.recall_is_complete();
    CHECK(second.picture()->front().available.total == before.of("browse").available.total);
    CHECK(second.picture()->front().available.bad == before.of("browse").available.bad);
}

TEST_CASE("a reload keeps the sums and the open slice of what keeps its key", "[model][slo]") {
    watched before{shop(wanted()).unfold()};
    before.set("db@west/up", state::unhealthy).set("db@east/up", state::unhealthy).wait(15s);

    const auto g = shop(wanted(999'000'000)).unfold();
    slo::objective_board after{g};
    after.adopt(before.board());

    const slo::attainment& a = after.picture()->front();
    CHECK(a.key == "browse");
    CHECK(a.available.target == 999'000'000);
    CHECK(a.available.bad == duration{10s}.count());
    world health{g};
    health.all(state::healthy);
    moment now = before.now();
    after.step(health.engine(), verdict_board{g}.table(now), now);
    now.steady += 2s;
    now.wall += 2s;
    after.step(health.engine(), verdict_board{g}.table(now), now);
    now.steady += 2s;
    now.wall += 2s;
    after.step(health.engine(), verdict_board{g}.table(now), now);
    now.steady += 1s;
    now.wall += 1s;
    REQUIRE(after.step(health.engine(), verdict_board{g}.table(now), now));
    CHECK(after.closed().front().unhealthy == 5s);  // until the reload
    CHECK(after.closed().front().unknown == 0s);
}

TEST_CASE("a reload to other windows keeps what is noted", "[model][slo]") {
    watched before{shop(wanted()).unfold()};
    before.set("db@west/up", state::unhealthy).set("db@east/up", state::unhealthy).wait(100s);
    auto other = wanted();
    other->window = 7 * 24h;
    other->alerts = {{slo::severity::page, 20'000'000, {}, 2h, 10min, 0s}};
    slo::objective_board after{shop(other).unfold()};
    after.adopt(before.board());
    CHECK(after.picture()->front().available.bad == duration{100s}.count());
}

TEST_CASE("sums of something else begin anew with a reload", "[model][slo]") {
    watched before{shop(wanted()).unfold()};
    before.wait(100s);
    auto other = wanted();
    other->how = slo::method::slices;
    slo::objective_board after{shop(other).unfold()};
    after.adopt(before.board());
    CHECK(after.picture()->front().available.total == 0);
}

TEST_CASE("a composite is made of its members' slices", "[model][slo]") {
    auto objective = wanted();
    model_builder b = shop(objective);
    b.dependency("queue").flow("buy", {{"queue"}});
    b.last().attained = objective;
    definition d = *b.build();
    d.slos.push_back(
        {"both", {{entity_id{1}, 1000}, {entity_id{3}, 3000}}, slo::combination::weighted, objective});
    watched w{std::make_shared<const graph>(std::make_shared<const definition>(d))};
    w.set("db@west/up", state::unhealthy).set("db@east/up", state::unhealthy).wait(20s);
    REQUIRE(w.of_key("slo:both").size() == 2);
    CHECK(w.of_key("slo:both")[0].unhealthy == 2500ms);
    CHECK(w.of("slo:both").composite == "both");
    CHECK(w.of("slo:both").place == region_id::none);
    CHECK(*w.of("slo:both").available.attained == 0.75);
}

TEST_CASE("by slices of which each meets its target or not", "[model][slo]") {
    auto objective = wanted();
    objective->how = slo::method::slices;
    objective->slice_target = 900'000'000;
    watched w{shop(objective).unfold()};
    w.wait(10s).set("db@east/up", state::unhealthy).wait(2s).set("db@east/up", state::healthy).wait(8s);
    CHECK(w.of("browse").available.bad == 0);  // 0.5 s of 10
    w.set("db@east/up", state::unhealthy).wait(5s).set("db@east/up", state::healthy).wait(5s);
    CHECK(w.of("browse").available.bad == 1);
    CHECK(w.of("browse").available.total == 3);
}

TEST_CASE("by events that others count; in every region and over all", "[model][slo]") {
    auto objective = wanted();
    objective->how = slo::method::events;
    objective->events = slo::event_source{{entity_id{0}, 0}, {entity_id{0}, 1}};
    model_builder b{"shop"};
    b.regions({"west", "east"}).dependency("requests", {"good", "all"});
    b.flow("browse", {{"requests"}});
    b.last().attained = objective;
    watched w{b.unfold()};
    w.counters = {{"requests@west/good", 0},
                  {"requests@west/all", 0},
                  {"requests@east/good", 0},
                  {"requests@east/all", 0}};
    w.wait(10s);
    w.counters = {{"requests@west/good", 90},
                  {"requests@west/all", 100},
                  {"requests@east/good", 100},
                  {"requests@east/all", 100}};
    w.wait(10s);
    CHECK(w.of("browse").available.attained == 0.95);
    CHECK(w.of("browse@west").available.attained == 0.9);
    CHECK(w.of("browse@east").available.attained == 1);
}

TEST_CASE("what is global is held against its objective by itself", "[model][slo]") {
    model_builder b{"shop"};
    b.regions({"west", "east"}).dependency("login", {"up"}, scope::global);
    b.last().attained = wanted();
    b.flow("browse", {{"login"}});
    watched w{b.unfold()};
    w.wait(10s).set("login/up", state::unhealthy).wait(10s).set("login/up", state::healthy).wait(20s);
    CHECK(w.of("login").available.attained == 0.75);
    CHECK(w.of_key("login").size() == 4);
}

TEST_CASE("events of a global thing count over all regions, also where there is but one", "[model][slo]") {
    const bool is_one = GENERATE(false, true);
    auto objective = wanted();
    objective->how = slo::method::events;
    objective->events = slo::event_source{{entity_id{0}, 0}, {entity_id{0}, 1}};
    model_builder b{"shop"};
    b.regions(is_one ? std::vector<std::string>{"west"} : std::vector<std::string>{"west", "east"});
    b.dependency("requests", {"good", "all"}, scope::global).flow("browse", {{"requests"}});
    b.last().attained = objective;
    watched w{b.unfold()};
    w.counters = {{"requests/good", 0}, {"requests/all", 0}};
    w.wait(10s);
    w.counters = {{"requests/good", 90}, {"requests/all", 100}};
    w.wait(10s);
    CHECK(w.of("browse").available.attained == 0.9);
    CHECK_FALSE(w.of("browse@west").available.attained);
}

TEST_CASE("maintenance leaves both sides", "[model][slo]") {
    model_builder b = shop(wanted());
    const auto g = b.maintenance("move", {"db@east"}, time_span{}).unfold();
    world health{g};
    health.all(state::healthy).set("db@east/up", state::unhealthy);
    health.engine().set_maintenance(health.id("browse@east"), true);
    health.engine().evaluate();
    slo::objective_board board{g};
    moment now{steady_time{1h}, start};
    for (int i = 0; i <= 10; ++i) {
        board.step(health.engine(), verdict_board{g}.table(now), now);
        now.steady += 1s;
        now.wall += 1s;
    }
    CHECK(board.closed()[0].unhealthy == 0s);
    CHECK(board.closed()[0].maintenance == 2500ms);
    CHECK(board.picture()->front().available.total == duration{7500ms}.count());
}
