#include "model/alerts/machine.hpp"

#include <catch2/catch.hpp>

#include <set>

using namespace hm::model;
using namespace hm::model::alerts;
using namespace std::chrono_literals;
using words = std::vector<std::string>;

namespace {

// One rule per letter; what is true is said by letters: "a b?" (b is unclear), "a!" (a is muted).
class desk {
public:
    explicit desk(std::vector<rule> rules) : rules_(std::move(rules)), machine_(rules_) {}

    desk& causes(std::string cause, std::string symptom) {
        causes_.emplace(std::move(cause), std::move(symptom));
        return *this;
    }
    desk& gone(const std::string& key) {
        gone_.insert(key);
        return *this;
    }

    // What is told now, such as "fired a".
    words at(std::chrono::seconds time, const std::string& is) {
        const moment now = when(time);
        words told;
        for (const change& c : machine_.step(found(is), around(), now)) {
            constexpr const char* names[] = {"fired ", "reminded ", "over "};
            told.push_back(names[static_cast<int>(c.what)] + c.of.what.key + (c.gone ? " (gone)" : ""));
            last_ = c;
        }
        return told;
    }

    static moment when(std::chrono::seconds time) {
        return {steady_time{} + 1000h + time, wall_time{1'000'000s} + time};
    }
    machine& of() { return machine_; }
    const alert& operator[](const std::string& key) const { return machine_.alerts().at(key); }
    const change& last() const { return last_; }

private:
    std::vector<finding> found(const std::string& is) const {
        std::vector<finding> all;
        for (std::size_t i = 0; i < is.size(); ++i) {
            if (is[i] < 'a' || is[i] > 'z') continue;
            finding f;
            f.key = std::string(1, is[i]) + "/x";
            f.of = static_cast<std::size_t>(is[i] - 'a');
            f.level = rules_[f.of].level;
            const char mark = i + 1 < is.size() ? is[i + 1] : ' ';
            if (mark == '?') f.is = truth::unclear;
            if (mark == '!') f.muted_by = "maintenance";
            all.push_back(f);
        }
        return all;
    }
    machine::surroundings around() const {
        return {
            [this](const finding& a, const finding& b) {
                return causes_.contains({a.key.substr(0, 1), b.key.substr(0, 1)});
            },
            [this](const std::string& key) { return gone_.contains(key) ? absence::gone : absence::well; }};
    }

    std::vector<rule> rules_;
    machine machine_;
    std::set<std::pair<std::string, std::string>> causes_;
    std::set<std::string> gone_;
    change last_;
};

rule lasting(std::string name, duration so_long, duration clear = 0s) {
    rule r;
    r.name = std::move(name);
    r.lasting = so_long;
    r.clear_for = clear;
    return r;
}

}  // namespace

TEST_CASE("an incident is told of once it has lasted, and once only", "[model][alerts]") {
    desk d{{lasting("a", 60s)}};
    CHECK(d.at(0s, "a").empty());
    CHECK(d["a/x"].now == phase::pending);
    CHECK(d.at(59s, "a").empty());
    CHECK(d.at(60s, "a") == words{"fired a/x"});
    CHECK(d.last().of.since == desk::when(0s).wall);
    CHECK(d.at(61s, "a").empty());
    CHECK(d.at(62s, "") == words{"over a/x"});
    CHECK(d.at(63s, "").empty());
    CHECK(d.of().alerts().empty());
}

TEST_CASE("what does not last is never told of", "[model][alerts]") {
    desk d{{lasting("a", 60s)}};
    d.at(0s, "a");
    d.at(30s, "");
    CHECK(d.at(60s, "a").empty());
    CHECK(d.at(119s, "a").empty());
    CHECK(d.at(120s, "a") == words{"fired a/x"});
}

TEST_CASE("an incident that comes back before it was clear for long enough is the same one",
          "[model][alerts]") {
    desk d{{lasting("a", 0s, 60s)}};
    CHECK(d.at(0s, "a") == words{"fired a/x"});
    CHECK(d.at(10s, "").empty());
    CHECK(d.at(60s, "a").empty());
    CHECK(d.at(70s, "").empty());
    CHECK(d.at(129s, "").empty());
    CHECK(d.at(130s, "") == words{"over a/x"});
    CHECK(d.last().at == desk::when(70s).wall);
}

TEST_CASE("what is unclear begins nothing, ends nothing, and lets nothing fire", "[model][alerts]") {
    desk d{{lasting("a", 10s), lasting("b", 10s)}};
    CHECK(d.at(0s, "a b?").empty());
    CHECK_FALSE(d.of().alerts().contains("b/x"));
    CHECK(d.at(20s, "a?").empty());
    CHECK(d.at(30s, "a") == words{"fired a/x"});
    CHECK(d.at(40s, "a?").empty());
    CHECK(d.at(4000s, "a?").empty());
    CHECK(d.at(4001s, "") == words{"over a/x"});
}

TEST_CASE("those who were told are told again, as often as the rule says and only while it is so",
          "[model][alerts]") {
    rule r = lasting("a", 0s, 60s);
    r.remind = 100s;
    desk d{{r}};
    d.at(0s, "a");
    CHECK(d.at(99s, "a").empty());
    CHECK(d.at(100s, "a") == words{"reminded a/x"});
    CHECK(d.at(199s, "a").empty());
    CHECK(d.at(200s, "").empty());
    CHECK(d.at(210s, "a!").empty());
    CHECK(d.at(250s, "a?").empty());
    CHECK(d.at(260s, "a") == words{"reminded a/x"});
}

TEST_CASE("an incident that begins muted and is still there afterwards is told of then", "[model][alerts]") {
    desk d{{lasting("a", 10s)}};
    CHECK(d.at(0s, "a!").empty());
    CHECK(d["a/x"].now == phase::muted);
    CHECK(d.at(100s, "a!").empty());
    CHECK(d.at(101s, "a") == words{"fired a/x"});
}

TEST_CASE("muting keeps no end back", "[model][alerts]") {
    desk d{{lasting("a", 0s)}};
    d.at(0s, "a");
    CHECK(d.at(10s, "a!").empty());
    CHECK(d.at(20s, "") == words{"over a/x"});
}

TEST_CASE("a symptom is held back while its cause speaks for it", "[model][alerts]") {
    desk d{{lasting("a", 0s), lasting("b", 0s)}};
    d.causes("a", "b");
    CHECK(d.at(0s, "a b") == words{"fired a/x"});
    CHECK(d["b/x"].now == phase::held);
    CHECK(d["b/x"].held_by == "a/x");
    // It may outlive its cause for a while before it is an incident of its own.
    CHECK(d.at(99s, "a b").empty());
    CHECK(d.at(100s, "b") == words{"over a/x"});
    CHECK(d.at(120s, "b").empty());
    CHECK(d.at(130s, "b!").empty());
    CHECK(d["b/x"].now == phase::muted);
    CHECK(d.at(140s, "b").empty());
    CHECK(d["b/x"].now == phase::held);
    CHECK(d.at(99s + settling, "b") == words{"fired b/x"});
}

TEST_CASE("a symptom that was told of before its cause ends when it ends", "[model][alerts]") {
    desk d{{lasting("a", 0s), lasting("b", 0s)}};
    d.causes("a", "b");
    CHECK(d.at(0s, "b") == words{"fired b/x"});
    CHECK(d.at(10s, "a b") == words{"fired a/x"});
    CHECK(d.at(20s, "a") == words{"over b/x"});
}

TEST_CASE("a symptom waits for a cause that has not lasted yet, but not for ever", "[model][alerts]") {
    desk d{{lasting("a", 60s), lasting("b", 0s)}};
    d.causes("a", "b");
    CHECK(d.at(0s, "a b").empty());
    CHECK(d["b/x"].now == phase::held);
    CHECK(d.at(30s, "b") == words{"fired b/x"});  // the cause is over: it speaks for nobody

    desk flapping{{lasting("a", 60s), lasting("b", 0s)}};
    flapping.causes("a", "b");
    flapping.at(0s, "b a");
    flapping.at(1s, "b? ");
    flapping.at(30s, "b a");
    CHECK(flapping.at(59s, "b a").empty());
    CHECK(flapping.at(61s, "b a") == words{"fired b/x"});
}

TEST_CASE("a cause that asks for less, reaches others, or is muted speaks for nobody", "[model][alerts]") {
    rule quiet = lasting("a", 0s), loud = lasting("b", 0s);
    quiet.level = severity::ticket;
    desk less{{quiet, loud}};
    less.causes("a", "b");
    CHECK(less.at(0s, "a b") == words{"fired a/x", "fired b/x"});

    rule elsewhere = lasting("a", 0s);
    elsewhere.sinks = {"chat"};
    desk others{{elsewhere, loud}};
    others.causes("a", "b");
    CHECK(others.at(0s, "a b") == words{"fired a/x", "fired b/x"});

    desk muted{{lasting("a", 0s), loud}};
    muted.causes("a", "b");
    CHECK(muted.at(0s, "a! b") == words{"fired b/x"});
}

TEST_CASE("whatever the model or the rules no longer have is over at once", "[model][alerts]") {
    desk d{{lasting("a", 0s, 60s)}};
    d.at(0s, "a");
    d.gone("a/x");
    CHECK(d.at(10s, "") == words{"over a/x (gone)"});
}

TEST_CASE("a restart goes on with what was told before it", "[model][alerts]") {
    rule r = lasting("a", 60s);
    r.remind = 100s;
    desk d{{r}};
    const wall_time then = desk::when(-50s).wall;
    d.of().resume({"a/x", "a/x@1", severity::page, then, then, then}, desk::when(0s));
    d.of().resume({"old/x", "old/x@1", severity::page, then, then, then}, desk::when(0s));
    d.gone("old/x");
    CHECK(d.at(0s, "a?") == words{"over old/x (gone)"});
    CHECK(d.at(1s, "a").empty());
    CHECK(d.at(50s, "a") == words{"reminded a/x"});
    CHECK(d.at(60s, "") == words{"over a/x"});
    CHECK(d.last().incident == "a/x@1");
}

TEST_CASE("what was told before a restart goes on, also when it is found late", "[model][alerts]") {
    desk d{{lasting("a", 60s)}};
    const wall_time then = desk::when(-50s).wall;
    d.at(0s, "a");
    d.of().resume({"a/x", "a/x@1", severity::page, then, then, then}, desk::when(1s));
    CHECK(d["a/x"].now == phase::firing);
    CHECK(d.at(60s, "a").empty());
    CHECK(d.at(61s, "") == words{"over a/x"});
    CHECK(d.last().incident == "a/x@1");
}

TEST_CASE("beyond so many alerts further ones are counted", "[model][alerts]") {
    std::vector<finding> many(max_alerts + 5);
    for (std::size_t i = 0; i < many.size(); ++i) many[i].key = "a/" + std::to_string(i);
    machine m{{lasting("a", 0s)}};
    const machine::surroundings around{[](const finding&, const finding&) { return false; },
                                       [](const std::string&) { return absence::well; }};
    CHECK(m.step(many, around, desk::when(0s)).size() == max_alerts);
    CHECK(m.left_out() == 5);
    CHECK(m.step({}, around, desk::when(1s)).size() == max_alerts);
}
