#include "daemon/outputs/events.hpp"

#include "daemon/outputs/routes.hpp"
#include "test/daemon/outputs/picture.hpp"

#include <boost/asio/io_context.hpp>

using namespace hm;
using namespace hm::test;
namespace http = hm::daemon::http;

namespace {

struct fake_stream final : http::stream {
    bool push(http::shared_text chunk) override {
        if (!open || slow) return open = false;
        chunks.push_back(std::move(chunk));
        return true;
    }
    bool is_open() const override { return open; }
    void close() override { open = false; }

    std::string name(std::size_t i) const { return chunks.at(i)->substr(7, chunks.at(i)->find('\n') - 7); }
    boost::json::value data(std::size_t i) const {
        const std::string& all = *chunks.at(i);
        const std::size_t begin = all.find("\ndata: ") + 7;
        REQUIRE(all.ends_with("\n\n"));
        REQUIRE(all.find('\n', begin) == all.size() - 2);  // one data line
        return boost::json::parse(all.substr(begin));
    }

    std::vector<http::shared_text> chunks;
    bool open = true;
    bool slow = false;
};

struct audience {
    audience() {
        p.context.events = &hub;
        p.all(state::healthy).publish();
        hub.published(p.view());
    }
    std::shared_ptr<fake_stream> join() {
        const auto routes = daemon::make_routes({config::service::api}, p.context);
        const auto a = ask(routes, get("/api/v1/events"));
        REQUIRE(a.status == 200);
        REQUIRE(a.content_type == "text/event-stream");
        const auto s = std::make_shared<fake_stream>();
        a.streaming(s);
        return s;
    }
    void change(std::string_view signal, state s) {
        p.set(signal, s, model::reason::timeout).publish();
        hub.published(p.view());
    }

    picture p;
    boost::asio::io_context io{1};
    daemon::events_hub hub{io, p.context};
};

}  // namespace

TEST_CASE("a subscriber gets the whole picture, then what changed", "[outputs][events]") {
    audience a;
    const auto s = a.join();
    REQUIRE(s->chunks.size() == 2);
    CHECK(s->name(0) == "snapshot");
    CHECK(text(s->data(0), "/status/model") == "shop");
    CHECK(at(s->data(0), "/nodes").as_array().size() == a.p.graph->size());
    CHECK(at(s->data(0), "/complete").as_bool());
    CHECK(s->name(1) == "heartbeat");  // and as of when it is so, at once

    a.change("db@eu/write", state::unhealthy);
    REQUIRE(s->chunks.size() == 3);
    CHECK(s->name(2) == "update");
    const auto update = s->data(2);
    std::string ids;
    for (const auto& n : at(update, "/nodes").as_array()) ids += text(n, "/id") + " ";
    CHECK(ids.find("db@eu/write ") != std::string::npos);
    CHECK(ids.find("comment@eu ") != std::string::npos);
    CHECK(ids.find("shop ") != std::string::npos);
    CHECK(ids.find("@us") == std::string::npos);
    CHECK(text(update, "/regions/0/verdict/effective") == "degraded");
    CHECK(at(update, "/flow_verdicts").as_array().size() == 1);
    CHECK(text(update, "/flow_verdicts/0/id") == "comment@eu");
    CHECK(text(update, "/flow_verdicts/0/verdict/effective") == "down");
    CHECK(s->chunks[2]->find("\nid: " + std::to_string(a.p.view().snapshot->sequence) + "\n") !=
          std::string::npos);
}

TEST_CASE("who is above a change is told too, though its state stays: its reason may not",
          "[outputs][events]") {
    audience a;
    a.change("db@eu/write", state::unhealthy);
    const auto s = a.join();
    a.p.set("db@eu/write", state::healthy)
        .set("api@eu/latency", state::unhealthy, model::reason::closed)
        .publish();
    a.hub.published(a.p.view());
    std::string reason;
    const auto update = s->data(2);
    for (const auto& n : at(update, "/nodes").as_array())
        if (text(n, "/id") == "comment@eu") reason = text(n, "/reason");
    CHECK(reason == "api@eu/latency: closed");
}

TEST_CASE("an event is rendered once for all, and a slow subscriber is dropped", "[outputs][events]") {
    audience a;
    const auto one = a.join(), two = a.join(), slow = a.join();
    slow->slow = true;
    CHECK(a.hub.subscribers() == 3);
    a.change("db@eu/read", state::degraded);
    CHECK(a.hub.subscribers() == 2);
    CHECK(one->chunks[0] == two->chunks[0]);
    CHECK(one->chunks[2] == two->chunks[2]);
}

TEST_CASE("a heartbeat says as of when, and whether the evaluation lives", "[outputs][events]") {
    audience a;
    const auto s = a.join();
    a.p.now.wall += std::chrono::minutes{10};
    a.hub.heartbeat();
    CHECK(s->name(2) == "heartbeat");
    CHECK(text(s->data(2), "/as_of") == model::format_time(a.p.now.wall - std::chrono::milliseconds{40}));
    CHECK(at(s->data(2), "/alive").as_bool());
    a.p.core_age = std::chrono::seconds{6};
    a.hub.heartbeat();
    CHECK_FALSE(at(s->data(3), "/alive").as_bool());
}

TEST_CASE("another model is told as a whole", "[outputs][events]") {
    audience a;
    const auto s = a.join();
    picture other{shop(false)};
    other.all(state::healthy).publish();
    a.hub.published(other.view());
    CHECK(s->name(2) == "snapshot");
}

TEST_CASE("subscribers are limited, and those who left make room", "[outputs][events][limits]") {
    audience a;
    std::vector<std::shared_ptr<fake_stream>> all;
    for (std::size_t i = 0; i < daemon::max_subscribers; ++i) all.push_back(a.join());
    const auto routes = daemon::make_routes({config::service::api}, a.p.context);
    CHECK(ask(routes, get("/api/v1/events")).status == 503);
    all[0]->close();
    CHECK(ask(routes, get("/api/v1/events")).status == 200);
    a.hub.stop();
    CHECK_FALSE(all[1]->is_open());
}

TEST_CASE("of a very large model healthy nodes are left out, and that is said", "[outputs][events][limits]") {
    model::test::model_builder b{"large"};
    b.regions({"eu"});
    std::vector<std::string> signals;
    for (std::size_t i = 0; i < daemon::max_snapshot_nodes; ++i) signals.push_back("s" + std::to_string(i));
    b.component("many", {}, signals);
    picture p{b.unfold()};
    p.all(state::healthy).set("many@eu/s7", state::degraded).publish();
    const std::string event = daemon::snapshot_event(p.context, *p.view().snapshot);
    CHECK(event.size() < 10'000);
    CHECK(event.find("\"complete\":false") != std::string::npos);
    CHECK(event.find("many@eu/s7") != std::string::npos);
}
