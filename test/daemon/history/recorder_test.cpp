// The recorder on pictures of the real evaluator: what the file says of any moment is what was shown then.
#include "daemon/history/recorder.hpp"

#include <catch2/catch.hpp>

#include "test/daemon/history/past_made.hpp"
#include "test/daemon/outputs/picture.hpp"

#include <map>
#include <random>

using namespace hm;
using namespace hm::daemon;
using namespace std::chrono_literals;
using model::state;

namespace {

void pass(test::picture& p, std::chrono::milliseconds by) {
    p.now.wall += by;
    p.now.steady += by;
}

history_batch taken(recorder& r, const test::picture& p, std::size_t room = 1000) {
    history_batch b;
    while (!r.take(*p.view().snapshot, b, b.size() + room)) {
    }
    return b;
}

const transition* find(const history_batch& b, std::string_view name) {
    for (const transition& t : b.transitions)
        if (t.what.name == name) return &t;
    return nullptr;
}

using states = std::map<std::string, std::string>;

states shown(const model::snapshot& s) {
    states all;
    for (std::size_t i = 0; i < s.model->size(); ++i) {
        const model::vertex_id id{static_cast<std::uint32_t>(i)};
        all[s.model->name(id)] = s.model->states().name(s.rows.at(id).health.health.now);
    }
    return all;
}

states found_at(history_file& f, model::wall_time t) {
    states all;
    past_filter which;
    which.signals = true;
    which.limit = 7;
    do {
        const past_page page = f.read([&](database& db) { return states_at(db, t, which); });
        for (const transition& r : page.rows) all[r.what.name] = r.after->name;
        which.after = page.next;
    } while (which.after);
    return all;
}

// By the rows alone: everything that happened until then, one after the other.
states replayed_until(history_file& f, model::wall_time t) {
    states all;
    auto rows = test::all_transitions(f);
    for (auto row = rows.rbegin(); row != rows.rend(); ++row) {
        if (row->at > t) continue;
        if (row->after)
            all[row->what.name] = row->after->name;
        else
            all.erase(row->what.name);
    }
    return all;
}

}  // namespace

TEST_CASE("an outage is recorded with reasons and blame and what balancers were told", "[daemon][history]") {
    test::picture p;
    recorder r;
    p.all(state::healthy).publish();
    const history_batch first = taken(r, p);
    CHECK(first.transitions.size() == p.graph->size());
    CHECK(first.verdicts.size() == 2 + 2 * 2);
    CHECK_FALSE(find(first, "db@eu")->before);
    CHECK(find(first, "db@eu")->what == past_subject{"db@eu", "dependency", "eu"});
    CHECK(taken(r, p).transitions.empty());

    pass(p, 10s);
    p.set("db@eu/read", state::unhealthy, model::reason::timeout, "no answer\nin 1 s").publish();
    const history_batch b = taken(r, p);
    const transition* signal = find(b, "db@eu/read");
    REQUIRE(signal);
    CHECK(signal->at == p.now.wall);
    CHECK(signal->reason == "timeout");
    CHECK(signal->detail.find('\n') == std::string::npos);
    const transition* flow = find(b, "browse@eu");
    REQUIRE(flow);
    CHECK(flow->before == test::past(state::healthy));
    CHECK(flow->after == test::past(state::unhealthy));
    CHECK(flow->score_before == model::score{model::score::full});
    CHECK(flow->score_after < flow->score_before);
    CHECK(flow->blame == std::vector<std::string>{"db@eu/read"});
    CHECK_THAT(flow->detail, Catch::StartsWith("db@eu/read: timeout"));
    CHECK(find(b, "browse@us") == nullptr);
    const auto down = std::find_if(b.verdicts.begin(), b.verdicts.end(), [](const verdict_change& v) {
        return v.region == "eu" && v.flow.empty();
    });
    REQUIRE(down != b.verdicts.end());
    CHECK(down->before == model::verdict::up);
    CHECK(down->after->effective == model::verdict::down);
    CHECK_THAT(down->why, Catch::Contains("db@eu/read"));
}

TEST_CASE("a score that moves without its state is recorded now and then", "[daemon][history]") {
    test::picture p;
    recorder r;
    p.all(state::healthy).set("db@eu/read", state::unhealthy).publish();
    taken(r, p);
    pass(p, 10s);
    p.set("db@eu/write", state::unhealthy).publish();  // the region was unhealthy already
    const auto soon = taken(r, p);
    CHECK(find(soon, "db@eu/write"));
    for (const transition& t : soon.transitions) CHECK(t.before != t.after);
    pass(p, 2min);
    p.set("db@eu/write", state::degraded).publish();
    for (const transition& t : taken(r, p).transitions)
        CHECK((t.before != t.after ||
               std::abs(t.score_before.value() - t.score_after.value()) >= recorded_score_step));
}

TEST_CASE("a score that moved too soon after what was recorded is recorded later", "[daemon][history]") {
    test::picture p;
    recorder r;
    p.all(state::healthy).publish();
    taken(r, p);
    pass(p, 10min);
    p.set("db@eu/write", state::degraded).publish();
    const history_batch first = taken(r, p);
    REQUIRE(find(first, "eu"));
    CHECK(find(first, "eu")->score_after == model::score{8999});
    CHECK_FALSE(r.due());

    pass(p, 20s);
    p.set("db@eu/read", state::degraded).publish();  // the other flow, too
    CHECK(find(taken(r, p), "eu") == nullptr);
    CHECK(r.due() == p.now.wall + 40s);
    pass(p, 5s);
    p.set("vault/up", state::degraded).publish();
    CHECK(find(taken(r, p), "eu") == nullptr);

    pass(p, 45s);
    p.publish();
    REQUIRE(p.view().snapshot->changed.empty());
    const history_batch late = taken(r, p);
    const transition* moved = find(late, "eu");
    REQUIRE(moved);
    CHECK(moved->at == p.now.wall);
    CHECK(moved->before == moved->after);
    CHECK(moved->score_before == model::score{8999});
    CHECK(moved->score_after == model::score{7500});
    CHECK_FALSE(r.due());
}

TEST_CASE("a weight that moved too soon after what was recorded is recorded later", "[daemon][history]") {
    test::picture p;
    recorder r;
    p.all(state::healthy).publish();
    taken(r, p);
    const auto weigh = [&](std::chrono::milliseconds later, int percent) {
        pass(p, later);
        auto table = std::make_shared<model::verdict_table>(*p.view().snapshot->verdicts);
        table->regions[0].weight_percent = percent;
        p.show(std::move(table));
        return taken(r, p).verdicts;
    };
    CHECK(weigh(20s, 50).size() == 1);
    CHECK_FALSE(r.due());
    CHECK(weigh(4s, 40).empty());
    CHECK(r.due() == p.now.wall + 6s);
    const auto late = weigh(6s, 40);
    REQUIRE(late.size() == 1);
    CHECK(late[0].after->weight_percent == 40);
    CHECK_FALSE(r.due());
}

TEST_CASE("what moved too soon in a model that is another one now is forgotten", "[daemon][history]") {
    test::picture before{test::shop(true)}, after{test::shop(false)};
    recorder r;
    before.all(state::healthy).publish();
    taken(r, before);
    before.set("db@eu/write", state::degraded).publish();
    taken(r, before);
    before.set("db@eu/read", state::degraded).publish();
    taken(r, before);
    REQUIRE(r.due());
    after.now = before.now;
    after.all(state::healthy).publish();
    taken(r, after);
    CHECK_FALSE(r.due());
}

TEST_CASE("a picture in which everything is new is taken in parts", "[daemon][history]") {
    test::picture p;
    p.all(state::healthy).publish();
    recorder r;
    history_batch whole;
    int parts = 0;
    for (bool all = false; !all; ++parts) {
        history_batch part;
        all = r.take(*p.view().snapshot, part, 5 + (parts == 0 ? 6 : 0));
        CHECK(part.size() <= 11);
        whole.transitions.insert(whole.transitions.end(), part.transitions.begin(), part.transitions.end());
    }
    CHECK(parts > 3);
    CHECK(whole.transitions.size() == p.graph->size());
}

TEST_CASE("a recorder goes on from what the file says and tells only what differs", "[daemon][history]") {
    const test::folder here;
    history_file f{here.file()};
    test::picture p;
    {
        recorder r;
        p.all(state::healthy).publish();
        f.write(taken(r, p));
    }
    pass(p, 1h);
    p.set("vault/up", state::degraded).publish();
    recorder next;
    next.resume(f.last_states(), f.last_verdicts());
    const history_batch b = taken(next, p);
    REQUIRE(find(b, "vault/up"));
    CHECK(find(b, "vault/up")->before == test::past(state::healthy));
    CHECK(find(b, "db@us") == nullptr);
    CHECK(b.verdicts.empty());
}

TEST_CASE("another model's nodes begin and end in the history", "[daemon][history]") {
    test::picture before{test::shop(true)}, after{test::shop(false)};
    before.all(state::healthy).publish();
    after.now = before.now;
    pass(after, 5s);
    after.all(state::healthy).publish();
    recorder r;
    taken(r, before);
    const history_batch b = taken(r, after);
    REQUIRE(b.transitions.size() == 5);  // cache, in two regions, with a signal each
    for (const transition& t : b.transitions) {
        CHECK(t.what.name.starts_with("cache"));
        CHECK_FALSE(t.after);
    }
    const history_batch back = taken(r, before);
    CHECK(back.transitions.size() == 5);
    CHECK_FALSE(back.transitions[0].before);
}

TEST_CASE("the picture of any moment is what was shown then and what the transitions until then amount to",
          "[daemon][history]") {
    std::mt19937 chance{20261128};
    for (int round = 0; round < 8; ++round) {
        const test::folder here;
        history_file f{here.file()};
        test::picture p;
        auto r = std::make_unique<recorder>();
        std::vector<std::pair<model::wall_time, states>> seen;
        p.all(state::healthy).publish();
        for (int step = 0; step < 60; ++step) {
            const std::size_t room = 1 + chance() % 20;
            f.write(taken(*r, p, room));
            seen.emplace_back(p.now.wall, shown(*p.view().snapshot));
            if (chance() % 10 == 0) {  // a restart
                r = std::make_unique<recorder>();
                r->resume(f.last_states(), f.last_verdicts());
            }
            pass(p, std::chrono::milliseconds{100 + chance() % 5000});
            for (unsigned n = chance() % 4; n > 0; --n) {
                const auto s = model::signal_id(chance() % p.graph->signal_count());
                p.set(p.graph->name(p.graph->vertex_of(s)), static_cast<state>(chance() % 4));
            }
            p.publish();
            if (chance() % 15 == 0) f.tidy(p.now.wall, {30s, std::int64_t{1} << 30});
        }
        for (const auto& [at, was] : seen) {
            if (p.now.wall - at > 25s) continue;  // not kept
            INFO("round " << round << " at " << model::format_time(at));
            CHECK(found_at(f, at) == was);
            CHECK(found_at(f, at + 50ms) == was);
        }
        f.tidy(p.now.wall, {});
        const auto last = seen.back().first;
        const states by_rows = replayed_until(f, last);
        for (const auto& [name, s] : by_rows) CHECK(seen.back().second.at(name) == s);
    }
}

TEST_CASE("without loss the transitions until a moment are its picture", "[daemon][history]") {
    std::mt19937 chance{5};
    const test::folder here;
    history_file f{here.file()};
    test::picture p;
    recorder r;
    std::vector<model::wall_time> moments;
    p.all(state::healthy).publish();
    for (int step = 0; step < 80; ++step) {
        f.write(taken(r, p));
        moments.push_back(p.now.wall + std::chrono::milliseconds{chance() % 100});
        pass(p, 100ms);
        const auto s = model::signal_id(chance() % p.graph->signal_count());
        p.set(p.graph->name(p.graph->vertex_of(s)), static_cast<state>(chance() % 4)).publish();
    }
    for (const model::wall_time t : moments) CHECK(found_at(f, t) == replayed_until(f, t));
}
