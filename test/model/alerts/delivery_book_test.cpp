#include "model/alerts/delivery_book.hpp"

#include <catch2/catch.hpp>

using namespace hm::model;
using namespace hm::model::alerts;
using namespace std::chrono_literals;

namespace {

moment at(std::chrono::seconds time) {
    return {steady_time{} + 1000h + time, wall_time{1'000'000s} + time};
}

notice incident_called(const std::string& id, severity level = severity::page) {
    notice n;
    n.key = n.incident = id;
    n.level = level;
    n.started = at(0s).wall;
    return n;
}

destination hook(std::string name = "hook") {
    return {name, name, false, 0s, severity::ticket};
}
destination gatherer() {
    return {"am", "am", true, 60s, severity::ticket};
}

// "begin a, end b"; empty: nothing.
std::string text(const std::optional<errand>& e) {
    std::string all;
    if (e)
        for (const auto& [id, what] : e->what)
            all += (all.empty() ? "" : ", ") + std::string{to_string(what)} + " " + id;
    return all;
}

std::string told(delivery_book& b, const std::string& to, std::chrono::seconds time) {
    const auto e = b.next(to, at(time));
    if (!e) return {};
    b.begun(*e);
    b.delivered(*e, at(time));
    return text(e);
}

}  // namespace

TEST_CASE("each target hears of the beginning and of the end, once", "[model][alerts]") {
    delivery_book b{{hook("x"), hook("y")}};
    b.begin(incident_called("a"));
    CHECK(told(b, "x", 0s) == "begin a");
    CHECK(told(b, "x", 1s).empty());
    b.end("a", at(5s).wall, "", at(5s));
    CHECK(told(b, "x", 6s) == "end a");
    CHECK(told(b, "y", 7s) == "end a");  // it heard of nothing before: once is enough
    CHECK(b.incidents().empty());
}

TEST_CASE("a sending is written down before it begins, once", "[model][alerts]") {
    delivery_book b{{hook()}};
    b.begin(incident_called("a"));
    const auto e = b.next("hook", at(0s));
    REQUIRE(e);
    CHECK(b.begun(*e));
    b.failed(*e, "refused", at(0s));
    CHECK_FALSE(b.begun(*b.next("hook", at(10s))));
    CHECK(b.find("a")->to.at("hook").knows == knowledge::perhaps);
}

TEST_CASE("a target that fails is left alone for longer and longer, and for no longer than 5 minutes",
          "[model][alerts]") {
    delivery_book b{{hook()}};
    b.begin(incident_called("a"));
    std::chrono::seconds now{0};
    for (const auto pause : {1s, 2s, 4s, 8s, 16s, 32s, 64s, 128s, 256s, 300s, 300s}) {
        b.failed(*b.next("hook", at(now)), "refused", at(now));
        CHECK_FALSE(b.next("hook", at(now + pause - 1s)));
        CHECK(b.next_deadline("hook") == at(now + pause).steady);
        now += pause;
    }
    CHECK(b.health("hook").trouble == "refused");
    CHECK(told(b, "hook", now) == "begin a");
    CHECK(b.health("hook").trouble.empty());
}

TEST_CASE("one that cannot be delivered does not stand in the way of others", "[model][alerts]") {
    delivery_book b{{hook()}};
    b.begin(incident_called("a"));
    b.begin(incident_called("b"));
    b.failed(*b.next("hook", at(0s)), "", at(0s));
    CHECK(told(b, "hook", 1s) == "begin b");
    CHECK(told(b, "hook", 1s) == "begin a");
}

TEST_CASE("an end that comes while the beginning is under way is told of after it", "[model][alerts]") {
    delivery_book b{{hook()}};
    b.begin(incident_called("a"));
    const auto begin = b.next("hook", at(0s));
    b.begun(*begin);
    b.end("a", at(1s).wall, "", at(1s));
    b.delivered(*begin, at(2s));
    CHECK(told(b, "hook", 3s) == "end a");
}

TEST_CASE("reminders do not pile up", "[model][alerts]") {
    delivery_book b{{hook()}};
    b.begin(incident_called("a"));
    b.remind(incident_called("a"));
    CHECK(told(b, "hook", 0s) == "begin a");
    b.remind(incident_called("a"));
    b.remind(incident_called("a"));
    CHECK(told(b, "hook", 1s) == "remind a");
    CHECK(told(b, "hook", 2s).empty());
}

TEST_CASE("one that gathers is told of everything at once, and again before it forgets", "[model][alerts]") {
    delivery_book b{{gatherer()}};
    b.begin(incident_called("a"));
    b.begin(incident_called("b"));
    CHECK(told(b, "am", 0s) == "begin a, begin b");
    CHECK(told(b, "am", 59s).empty());
    CHECK(b.next_deadline("am") == at(60s).steady);
    CHECK(told(b, "am", 60s) == "begin a, begin b");
    b.end("a", at(61s).wall, "", at(61s));
    CHECK(told(b, "am", 61s) == "end a, begin b");
    // The end again for a while: it may be restarted before it told anybody.
    CHECK(told(b, "am", 121s) == "end a, begin b");
    CHECK(told(b, "am", 61s + 15min) == "end a, begin b");
    CHECK(told(b, "am", 121s + 15min) == "begin b");
}

TEST_CASE("an end is not told again while the next incident of the same key is under way",
          "[model][alerts]") {
    delivery_book b{{gatherer()}};
    const auto incident_of_a = [](const std::string& id) {
        notice n = incident_called(id);
        n.key = "a";
        return n;
    };
    b.begin(incident_of_a("a@1"));
    CHECK(told(b, "am", 0s) == "begin a@1");
    b.end("a@1", at(1s).wall, "", at(1s));
    b.begin(incident_of_a("a@2"));
    CHECK(told(b, "am", 1s) == "end a@1, begin a@2");  // once it has to be told
    CHECK(told(b, "am", 61s) == "begin a@2");
    b.end("a@2", at(62s).wall, "", at(62s));
    CHECK(told(b, "am", 62s) == "end a@1, end a@2");
    b.forget(at(61s + 15min));
    CHECK(b.find("a@1") == nullptr);
}

TEST_CASE("what an incident asks for, and its sinks, say who hears of it", "[model][alerts]") {
    destination pages = hook("pages");
    pages.at_least = severity::page;
    delivery_book b{{pages, hook("all"), hook("other")}};
    notice n = incident_called("a", severity::ticket);
    n.sinks = {"pages", "all"};
    b.begin(n);
    CHECK(told(b, "pages", 0s).empty());
    CHECK(told(b, "other", 0s).empty());
    CHECK(told(b, "all", 0s) == "begin a");
}

TEST_CASE("a target that is dead for days costs bounded memory, and what is lost is counted",
          "[model][alerts]") {
    delivery_book b{{hook()}};
    b.begin(incident_called("heard"));
    CHECK(told(b, "hook", 0s) == "begin heard");
    b.begin(incident_called("unheard"));
    b.end("heard", at(10s).wall, "", at(10s));
    b.end("unheard", at(10s).wall, "", at(10s));
    b.forget(at(24h));
    CHECK(b.incidents().size() == 2);
    b.forget(at(24h + 10s));
    CHECK(b.find("unheard") == nullptr);
    CHECK(b.health("hook").lost == 1);
    b.forget(at(24h * 7 + 9s));
    CHECK(b.find("heard") != nullptr);
    b.forget(at(24h * 7 + 10s));
    CHECK(b.incidents().empty());
    CHECK(b.health("hook").lost == 2);

    for (std::size_t i = 0; i < delivery_book::max_ended + 10; ++i) {
        const std::string id = "i" + std::to_string(i);
        b.begin(incident_called(id));
        b.end(id, at(std::chrono::seconds{100 + static_cast<int>(i)}).wall, "", at(2000s));
    }
    CHECK(b.incidents().size() == delivery_book::max_ended);
    CHECK(b.find("i9") == nullptr);
    CHECK(b.find("i10") != nullptr);
    CHECK(b.health("hook").lost == 12);
}

TEST_CASE("a book that is read again goes on, with targets that are new and without those that are gone",
          "[model][alerts]") {
    delivery_book before{{hook("old"), hook("kept")}};
    before.begin(incident_called("a"));
    before.begin(incident_called("b"));
    CHECK(told(before, "kept", 0s) == "begin a");
    before.end("b", at(1s).wall, "", at(1s));
    delivery_book b{{hook("kept"), hook("new")}};
    for (const auto& [id, i] : before.incidents()) b.recall(i);
    CHECK(told(b, "new", 2s) == "begin a");
    CHECK(told(b, "new", 2s).empty());
    CHECK(told(b, "kept", 2s) == "end b");
    CHECK(b.find("b") == nullptr);
    b.end("a", at(3s).wall, "", at(3s));
    CHECK(told(b, "kept", 4s) == "end a");
}
