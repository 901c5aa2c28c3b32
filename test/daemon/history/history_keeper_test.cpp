// The keeper on its real thread, with pictures of the real evaluator and a disk that fails when it is told
// to.
#include "daemon/history/history_keeper.hpp"

#include <catch2/catch.hpp>

#include "daemon/clock.hpp"
#include "daemon/history/history_desk.hpp"
#include "test/daemon/history/past_made.hpp"
#include "test/daemon/outputs/picture.hpp"
#include "test/daemon/store/fragile_disk.hpp"

#include <future>
#include <thread>

using namespace hm;
using namespace hm::daemon;
using namespace std::chrono_literals;
using model::state;

namespace {

constexpr auto limit = 20s;

template <class Condition>
void wait_until(Condition&& holds) {
    const auto end = std::chrono::steady_clock::now() + limit;
    while (!holds()) {
        REQUIRE(std::chrono::steady_clock::now() < end);
        std::this_thread::sleep_for(5ms);
    }
}

past_answer ask(history_keeper& k, history_keeper::question q) {
    const auto told = std::make_shared<std::promise<past_answer>>();
    auto answer = told->get_future();
    k.ask(std::move(q), [told](past_answer a) { told->set_value(std::move(a)); });
    REQUIRE(answer.wait_for(limit) == std::future_status::ready);
    return answer.get();
}

std::size_t transitions_in(history_keeper& k) {
    const past_answer a = ask(k, [](database& db) -> past_answer {
        return {200, std::to_string(db.number("select count(*) from transition"))};
    });
    return a.status == 200 ? std::stoul(a.body) : 0;
}

// The shop at the real time.
test::picture shop_now() {
    return test::picture{};
}

struct kept {
    boost::asio::io_context grave{1};
    test::picture p = shop_now();

    void show(history_keeper& k) {
        p.now = daemon::now();
        p.publish();
        k.publish(p.view().snapshot);
    }
};

}  // namespace

TEST_CASE("pictures become history and the next keeper goes on with it", "[daemon][history][threads]") {
    const test::folder here;
    kept w;
    {
        history_keeper k{here.file(), {}, w.grave};
        k.start();
        w.p.ready = false;
        w.p.all(state::unknown);
        w.show(k);  // before the first round: nothing to tell
        w.p.ready = true;
        w.p.all(state::healthy);
        w.show(k);
        wait_until([&] { return k.health().transitions == w.p.graph->size(); });
        CHECK(k.health().usable);
        CHECK(k.health().verdicts == 6);
        wait_until([&] { return k.health().bytes > 0; });  // measured after the write
        w.p.set("db@eu/read", state::unhealthy, model::reason::timeout);
        w.show(k);
        k.stop(limit);  // what was not written yet is
    }
    history_keeper k{here.file(), {}, w.grave};
    k.start();
    const std::size_t before = transitions_in(k);
    CHECK(before > w.p.graph->size());
    w.show(k);
    w.p.set("db@eu/read", state::healthy);
    w.show(k);
    wait_until([&] { return transitions_in(k) > before; });
    CHECK(k.health().transitions < w.p.graph->size());
    CHECK(k.health().merged_pictures == 0);
}

TEST_CASE("a score that moved too soon is recorded though no picture follows", "[daemon][history][threads]") {
    const test::folder here;
    kept w;
    history_keeper k{here.file(), {}, w.grave};
    k.start();
    const model::wall_time now = daemon::now().wall;
    const auto show = [&](model::wall_time then, std::string_view signal, state s) {
        w.p.now.wall = then;
        w.p.set(signal, s).publish();
        k.publish(w.p.view().snapshot);
    };
    w.p.all(state::healthy);
    show(now - 10min, "db@eu/write", state::healthy);
    show(now - 100s, "db@eu/write", state::degraded);
    show(now - 80s, "db@eu/read", state::degraded);
    const auto score = [&](model::wall_time then) {
        const past_answer a = ask(k, [&](database& db) -> past_answer {
            const auto t = state_at(db, then, "eu");
            return {200, t ? std::to_string(t->score_after.value()) : "none"};
        });
        return a.body;
    };
    wait_until([&] { return score(model::wall_time::max()) == "7500"; });
    CHECK(score(now - 60s) == "8999");
}

TEST_CASE("a disk that takes nothing costs what flapped meanwhile and nothing else",
          "[daemon][history][threads]") {
    test::fragile_disk disk;
    kept w;
    history_keeper k{"history.sqlite", {}, w.grave, disk.vfs()};
    k.start();
    w.p.all(state::healthy);
    w.show(k);
    wait_until([&] { return k.health().transitions > 0; });
    disk.refuse_writes(SQLITE_FULL);
    w.p.set("db@eu/read", state::unhealthy);
    w.show(k);
    wait_until([&] { return !k.health().usable; });
    CHECK_THAT(k.health().trouble, Catch::Contains("the disk is full"));
    for (int i = 0; i < 3 * static_cast<int>(picture_queue::capacity); ++i) {
        w.p.set("db@us/read", i % 2 == 0 ? state::unhealthy : state::degraded);
        w.show(k);
    }
    CHECK(k.health().merged_pictures > picture_queue::capacity);
    disk.refuse_writes(SQLITE_OK);
    wait_until([&] { return k.health().usable && k.health().waiting == 0; });
    wait_until([&] {
        const past_answer a = ask(k, [](database& db) -> past_answer {
            const auto t = state_at(db, model::wall_time::max(), "db@us/read");
            return {200, t ? t->after->name : "none"};
        });
        return a.body == "degraded";
    });
    const past_answer gaps = ask(k, [](database& db) -> past_answer {
        return {200, std::to_string(spans(db, {}, model::wall_time::max()).size())};
    });
    CHECK(gaps.body != "1");
}

TEST_CASE("another file in its place is filled with how things stand", "[daemon][history][threads]") {
    const test::folder here;
    kept w;
    history_keeper k{here.file(), {}, w.grave};
    k.start();
    w.p.all(state::healthy);
    w.show(k);
    wait_until([&] { return k.health().transitions == w.p.graph->size(); });
    std::filesystem::remove_all(std::filesystem::path{here.file()}.parent_path());
    wait_until([&] { return transitions_in(k) == w.p.graph->size(); });
}

TEST_CASE("a question that takes too long is ended and the next one answered", "[daemon][history][threads]") {
    const test::folder here;
    kept w;
    history_keeper k{here.file(), {}, w.grave};
    k.start();
    const past_answer a = ask(k, [](database& db) -> past_answer {
        db.number("with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n");
        return {};
    });
    CHECK(a.status == 503);
    CHECK(transitions_in(k) == 0);
    CHECK(k.health().usable);
}

TEST_CASE("the desk answers later and refuses who comes too many and gives up on a disk that hangs",
          "[daemon][history][threads]") {
    const test::folder here;
    kept w;
    boost::asio::io_context io{1};
    history_keeper k{here.file(), {}, w.grave};
    history_desk desk{io, &k};
    k.start();
    std::promise<void> go;
    const std::shared_future<void> gone = go.get_future().share();
    std::vector<int> answers;
    for (std::size_t i = 0; i <= history_desk::max_waiting; ++i)
        desk.ask(
            [gone](database&) -> past_answer {
                gone.wait();
                return {};
            },
            [&](const past_answer& a) { answers.push_back(a.status); });
    CHECK(answers == std::vector<int>{503});
    io.run_for(history_desk::patience + limit);  // until there is nothing to do
    CHECK(answers.size() == history_desk::max_waiting + 1);
    CHECK(answers.back() == 503);
    go.set_value();
    io.restart();
    bool answered = false;
    wait_until([&] {
        io.poll();
        io.restart();
        desk.ask(
            [](database&) -> past_answer {
                return {200, "{}"};
            },
            [&](const past_answer& a) { answered = answered || a.status == 200; });
        return answered;
    });
    CHECK(answers.size() == history_desk::max_waiting + 1);  // each once
}

TEST_CASE("all slices that are kept are handed over in parts with an empty one at the end",
          "[daemon][history][threads]") {
    test::fragile_disk disk;
    kept w;
    constexpr std::size_t many = max_slices_at_once + 5;
    {
        history_file f{"history.sqlite", disk.vfs()};
        history_batch b;
        for (std::size_t n = 0; n < many; ++n) {
            model::slo::slice s;
            s.key = "browse";
            s.begin = std::chrono::sys_seconds{std::chrono::seconds{10 * n}};
            s.events = {1, 1};
            b.slices.push_back(std::move(s));
        }
        f.write(b);
    }
    std::mutex m;
    std::vector<std::size_t> parts;
    history_keeper k{
        "history.sqlite", {std::chrono::hours{24} * 30, std::int64_t{1} << 30}, w.grave, disk.vfs()};
    k.recall([&](const std::vector<model::slo::slice>& part) {
        const std::lock_guard lock{m};
        parts.push_back(part.size());
    });
    k.start();
    wait_until([&] {
        const std::lock_guard lock{m};
        return !parts.empty() && parts.back() == 0;
    });
    k.stop(limit);
    CHECK(parts == std::vector<std::size_t>{max_slices_at_once, 5, 0});
}
