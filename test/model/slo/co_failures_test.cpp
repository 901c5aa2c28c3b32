// What failed together, against a count of every millisecond.
#include "model/slo/co_failures.hpp"

#include "model/slo/own_parts.hpp"
#include "test/model/build.hpp"
#include "test/model/rounds.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace hm::model;
using namespace hm::model::slo;
using namespace hm::model::test;
using namespace std::chrono_literals;

namespace {

using dice = std::mt19937;

int roll(dice& d, int sides) {
    return std::uniform_int_distribution{0, sides - 1}(d);
}

wall_time at(int ms) {
    return wall_time{std::chrono::milliseconds{ms}};
}

// One letter for each millisecond: d down, u unknown, . neither.
std::string random_line(dice& d, int length) {
    std::string line;
    while (static_cast<int>(line.size()) < length)
        line.append(static_cast<std::size_t>(1 + roll(d, 12)), "..du"[roll(d, 4)]);
    line.resize(static_cast<std::size_t>(length));
    return line;
}

std::vector<interval> intervals_of(const std::string& line, char what) {
    std::vector<interval> all;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] != what) continue;
        const std::size_t end = std::min(line.find_first_not_of(what, i), line.size());
        all.push_back({at(static_cast<int>(i)), at(static_cast<int>(end))});
        i = end;
    }
    return all;
}

part_history history_of(const std::string& line) {
    return {intervals_of(line, 'd'), intervals_of(line, 'u')};
}

struct count {
    int a = 0, b = 0, both = 0, a_known = 0, b_known = 0, both_known = 0;
};

count count_of(const std::string& a, const std::string& b) {
    count c;
    for (std::size_t i = 0; i < a.size(); ++i) {
        c.a += a[i] == 'd';
        c.b += b[i] == 'd';
        c.both += a[i] == 'd' && b[i] == 'd';
        c.a_known += a[i] != 'u';
        c.b_known += b[i] != 'u';
        c.both_known += a[i] != 'u' && b[i] != 'u';
    }
    return c;
}

co_failures found_in(const std::vector<std::string>& lines, std::size_t most = most_co_failures) {
    std::vector<part_history> parts;
    for (const std::string& l : lines) parts.push_back(history_of(l));
    return find_co_failures(parts, std::chrono::milliseconds{lines.front().size()}, most);
}

}  // namespace

TEST_CASE("two parts that share a cause are told with what chance would give", "[model][slo]") {
    const co_failures found =
        found_in({"..........dddd......", "...........ddd......", "dd.................."});
    REQUIRE(found.worst.size() == 1);
    const co_failure& c = found.worst.front();
    CHECK(c.a == 0);
    CHECK(c.b == 1);
    CHECK(c.a_down == 4ms);
    CHECK(c.b_down == 3ms);
    CHECK(c.both_down == 3ms);
    CHECK(c.by_chance_s == Approx(0.0006));  // 4/20 · 3/20 · 20 ms
    CHECK(c.ratio() == Approx(5));
    CHECK(found.pairs == 1);
    CHECK(found.parts_down == 3);
    CHECK(found.left_out == 0);
}

TEST_CASE("time in which nothing was known of a part is no evidence that it was up", "[model][slo]") {
    const co_failures found = found_in({"uuuuuuuuuudd........", "..........dd........"});
    REQUIRE(found.worst.size() == 1);
    CHECK(found.worst[0].both_known == 10ms);
    CHECK(found.worst[0].by_chance_s == Approx(0.0002));  // 2/10 · 2/20 · 10 ms
}

TEST_CASE("co-failures are those that a count of every millisecond finds", "[model][slo]") {
    for (unsigned seed = 0; seed < rounds_of(300, 40); ++seed) {
        dice d{seed};
        std::vector<std::string> lines;
        for (int i = 2 + roll(d, 7); i > 0; --i) lines.push_back(random_line(d, 200));
        const co_failures found = found_in(lines, 1000);
        std::size_t pairs = 0, down = 0;
        for (const std::string& l : lines) down += l.find('d') != std::string::npos;
        for (std::size_t a = 0; a < lines.size(); ++a)
            for (std::size_t b = a + 1; b < lines.size(); ++b) {
                const count c = count_of(lines[a], lines[b]);
                if (c.both == 0) continue;
                ++pairs;
                const auto is = std::find_if(found.worst.begin(), found.worst.end(),
                                             [&](const co_failure& f) { return f.a == a && f.b == b; });
                CAPTURE(seed, lines[a], lines[b]);
                REQUIRE(is != found.worst.end());
                REQUIRE(is->a_down.count() == c.a);
                REQUIRE(is->b_down.count() == c.b);
                REQUIRE(is->both_down.count() == c.both);
                REQUIRE(is->both_known.count() == c.both_known);
                const double by_chance =
                    static_cast<double>(c.a) / c.a_known * c.b / c.b_known * c.both_known;
                REQUIRE(is->by_chance_s == Approx(by_chance / 1000));
            }
        REQUIRE(found.pairs == pairs);
        REQUIRE(found.worst.size() == pairs);
        REQUIRE(found.parts_down == down);
        const auto excess = [](const co_failure& f) {
            return static_cast<double>(f.both_down.count()) / 1000 - f.by_chance_s;
        };
        REQUIRE(std::is_sorted(found.worst.begin(), found.worst.end(),
                               [&](const auto& x, const auto& y) { return excess(x) > excess(y); }));
    }
}

TEST_CASE("only the worst pairs are told; and how many there are", "[model][slo]") {
    const co_failures found = found_in({"dddd........", "ddd.........", "dd..........", "......d....."}, 2);
    CHECK(found.pairs == 3);
    REQUIRE(found.worst.size() == 2);
    CHECK(found.worst[0].a == 0);  // 3 ms, of which chance would give 1
    CHECK(found.worst[0].b == 1);
    CHECK(found.worst[1].a == 1);  // 2 ms, of which it would give a half; and two thirds of the others'
    CHECK(found.worst[1].b == 2);
}

TEST_CASE("of more parts than can be paired those that were down the longest are", "[model][slo]") {
    std::vector<part_history> parts(max_paired_parts + 10);
    for (std::size_t i = 0; i < parts.size(); ++i) parts[i].down = {{at(0), at(i < 10 ? 1 : 5)}};
    const co_failures found = find_co_failures(parts, 1h);
    CHECK(found.left_out == 10);
    CHECK(found.parts_down == parts.size());
    CHECK(found.pairs == max_paired_parts * (max_paired_parts - 1) / 2);
    CHECK(found.worst.front().a == 10);
}

TEST_CASE("where nothing was looked at nothing failed", "[model][slo]") {
    CHECK(find_co_failures({}, 0ms).worst.empty());
    CHECK(found_in({"uuuu", "uuuu"}).parts_down == 0);
}

TEST_CASE("a part of its own fails by its own signals and not by what it needs", "[model][slo]") {
    model_builder m;
    m.regions({"eu", "us"}).dependency("db", {"read"});
    m.component("api", {{"db"}}, {"up"});
    m.component("plan", {{"db"}});
    m.flow("buy", {{"api"}, {"plan"}});
    const auto g = as_own_parts(*m.build());
    std::vector<std::string> parts;
    for (std::size_t v = 0; v < g->size(); ++v)
        if (is_own_part(*g, vertex_id(v))) parts.push_back(g->name(vertex_id(v)));
    std::sort(parts.begin(), parts.end());
    CHECK(parts == std::vector<std::string>{"api@eu", "api@us", "db@eu", "db@us"});

    evaluator e{g};
    for (const signal_id s : g->signals()) e.set_leaf(s, {state::healthy, true});
    e.set_leaf(g->find_signal("db@eu/read"), {state::unhealthy, true});
    e.evaluate();
    CHECK(e.at(g->find("db@eu")).health.now == state::unhealthy);
    CHECK(e.at(g->find("api@eu")).health.now == state::healthy);
}
