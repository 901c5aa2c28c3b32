#include "daemon/alerts/notice_json.hpp"
#include "daemon/alerts/http_senders.hpp"
#include "daemon/alerts/incident_text.hpp"

#include <catch2/catch.hpp>

#include <boost/json/parse.hpp>

using namespace hm;
using namespace hm::daemon;
using namespace hm::model::alerts;

namespace {

model::wall_time at(int seconds) {
    return model::wall_time{std::chrono::seconds{1'700'000'000 + seconds}};
}

notice dead_db() {
    notice n;
    n.key = "bad/db@eu";
    n.incident = "bad/db@eu@1700000060000";
    n.rule = "bad";
    n.model = "shop";
    n.level = severity::page;
    n.sinks = {"hook"};
    n.node = "db@eu";
    n.kind = "dependency";
    n.region = "eu";
    n.state = "unhealthy";
    n.summary = "db@eu is unhealthy";
    n.reason = R"(db@eu/read: refused: "no
way")";
    n.blame = {"db@eu/read", "db@eu/write"};
    n.owner = "storage";
    n.runbook = "https://wiki/db";
    n.link = "https://health/#db@eu";
    n.labels = {{"tier", "1"}};
    n.since = at(0);
    n.started = n.told = at(60);
    return n;
}

}  // namespace

TEST_CASE("a notice is complete in itself, and leaves out what is empty", "[alerts]") {
    const auto v = boost::json::parse(notice_json({dead_db(), wish::begin}));
    CHECK(v == boost::json::parse(R"({
        "version": 1, "status": "firing", "severity": "page", "rule": "bad", "summary": "db@eu is unhealthy",
        "reason": "db@eu/read: refused: \"no\nway\"", "blame": ["db@eu/read", "db@eu/write"], "node": "db@eu",
        "kind": "dependency", "region": "eu", "state": "unhealthy", "model": "shop", "owner": "storage",
        "runbook": "https://wiki/db", "link": "https://health/#db@eu", "labels": {"tier": "1"},
        "incident": "bad/db@eu@1700000060000", "since": "2023-11-14T22:13:20.000Z",
        "started": "2023-11-14T22:14:20.000Z"})"));
    notice small;
    small.rule = small.key = small.incident = "own";
    CHECK(notice_json({small, wish::none}).find("region") == std::string::npos);
}

TEST_CASE("placeholders are filled in so that the body stays JSON whatever somebody said", "[alerts]") {
    const std::string body =
        R"({"text":"{{severity}}: {{reason}} ({{blame}}){{ended}}","{{node}}":[1,"{{status}}"],"x":"{{"})";
    const auto v = boost::json::parse(filled_body(body, {dead_db(), wish::end}));
    CHECK(
        v ==
        boost::json::parse(
            R"x({"text":"page: db@eu/read: refused: \"no\nway\" (db@eu/read, db@eu/write)","db@eu":[1,"resolved"],"x":"{{"})x"));
    for (const std::string_view name : placeholders)
        if (name != "ended") CHECK_FALSE(text_of(name, dead_db(), "firing").empty());
}

TEST_CASE("what a peer said cannot bring in a placeholder", "[alerts]") {
    notice n = dead_db();
    n.reason = "{{summary}}";
    CHECK(filled_body(R"({"a":"{{reason}}"})", {n, wish::begin}) == R"({"a":"{{summary}}"})");
}

TEST_CASE("Alertmanager is told labels that stay, and when to forget", "[alerts]") {
    notice over = dead_db();
    over.ended = at(100);
    const std::vector<telling> all{{dead_db(), wish::begin}, {over, wish::end}};
    const auto v = boost::json::parse(alertmanager_json(all, at(500)));
    CHECK(v.at(0).at("labels") == boost::json::parse(R"({
        "alertname": "healthmodel_bad", "severity": "page", "rule": "bad", "model": "shop", "node": "db@eu",
        "kind": "dependency", "region": "eu", "owner": "storage", "tier": "1"})"));
    CHECK(v.at(0).at("labels") == v.at(1).at("labels"));
    CHECK(v.at(0).at("startsAt") == v.at(1).at("startsAt"));
    CHECK(v.at(0).at("endsAt") == "2023-11-14T22:21:40.000Z");
    CHECK(v.at(1).at("endsAt") == "2023-11-14T22:15:00.000Z");
    CHECK(v.at(0).at("annotations").at("runbook_url") == "https://wiki/db");
}

TEST_CASE("alerts of one rule that are not the same have labels that are not the same", "[alerts]") {
    const auto labels_of = [](const char* rule, const char* node, const char* key) {
        notice n = dead_db();
        n.rule = rule;
        n.node = node;
        n.key = key;
        const std::vector<telling> all{{n, wish::begin}};
        return boost::json::parse(alertmanager_json(all, at(500))).at(0).at("labels").as_object();
    };
    CHECK(labels_of("burn-rate", "browse", "burn-rate/browse:page-1h").at("alert") == "browse:page-1h");
    CHECK(labels_of("burn-rate", "browse", "burn-rate/browse:page-6h").at("alert") == "browse:page-6h");
    CHECK(labels_of("daemon", "", "daemon/store").at("alert") == "store");
    CHECK_FALSE(labels_of("bad", "db@eu", "bad/db@eu").contains("alert"));
    CHECK_FALSE(labels_of("test", "", "test").contains("alert"));
}

TEST_CASE("no alert ends before it starts when the clock was set back", "[alerts]") {
    notice over = dead_db();
    over.ended = at(59);
    const std::vector<telling> all{{over, wish::end}, {dead_db(), wish::begin}};
    const auto v = boost::json::parse(alertmanager_json(all, at(30)));
    CHECK(v.at(0).at("startsAt") == "2023-11-14T22:14:19.000Z");
    CHECK(v.at(0).at("endsAt") == "2023-11-14T22:14:19.000Z");
    CHECK(v.at(1).at("startsAt") == "2023-11-14T22:13:50.000Z");
    CHECK(v.at(1).at("endsAt") == "2023-11-14T22:13:50.000Z");
}

TEST_CASE("a signature is that of the timestamp and the body", "[alerts]") {
    // printf '1700000000.{}' | openssl dgst -sha256 -hmac key
    CHECK(webhook_signature("key", "1700000000", "{}") ==
          "sha256=9d713ed406bb7076d4123f0dc2c39d2df5c654ed4b0cd56b52c8b4c940bd63ae");
}

TEST_CASE("an incident is read as it was written", "[alerts]") {
    incident i;
    i.what = dead_db();
    i.what.ended = at(100);
    i.what.ended_because = "it is well again";
    i.to = {{"hook", {knowledge::perhaps, wish::end, 0}}, {"am#2", {knowledge::ended, wish::none, 0}}};
    CHECK(parse_incident(to_text(i)) == i);
    i.what.ended.reset();
    CHECK(parse_incident(to_text(i)) == i);
}

TEST_CASE("a record of another version has defaults, and one that is none is nothing", "[alerts]") {
    const auto old = parse_incident(R"({"key":"a/x","incident":"a/x@1","future":[1]})");
    REQUIRE(old);
    CHECK(old->what.level == severity::page);
    for (const char* bad :
         {"", "{}", "[]", R"({"key":1,"incident":"b"})", R"({"key":"a","incident":"b","severity":"loud"})",
          R"({"key":"a","incident":"b","to":{"x":{"knows":"all","wants":"none"}}})"})
        CHECK_FALSE(parse_incident(bad));
}
