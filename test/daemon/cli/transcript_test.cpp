#include "daemon/cli/transcript.hpp"

#include "test/support/fake_clock.hpp"

#include <catch2/catch.hpp>

using namespace hm;
using namespace hm::daemon::cli;
using namespace std::chrono_literals;
using step = probes::dialogue::step;

namespace {

const std::vector<std::string> secrets{"k3y-of-the-door"};

struct reading {
    test::fake_clock clock;
    transcript said{clock, secrets};
    told_step first() const { return said.told().at(0).steps.at(0); }
};

}  // namespace

TEST_CASE("each step is told with the time since the run began", "[daemon][probe]") {
    reading r;
    r.said.note(step::resolved, "127.0.0.1");
    r.clock.forward(3ms);
    r.said.note(step::sent, "PING\r\n");
    const auto told = r.said.told();
    REQUIRE(told.size() == 1);
    REQUIRE(told[0].steps.size() == 2);
    CHECK(told[0].steps[0].at == 0ms);
    CHECK(told[0].steps[1].at == 3ms);
    CHECK(told[0].steps[1].what == step::sent);
    CHECK(told[0].steps[1].text == "PING\r\n");
}

TEST_CASE("a secret that comes in two pieces is hidden, wherever it is split", "[daemon][probe]") {
    const std::string answer = "you sent K3Y-of-the-door to us";
    for (std::size_t at = 0; at <= answer.size(); ++at) {
        reading r;
        r.said.note(step::received, answer.substr(0, at));
        r.clock.forward(5ms);
        r.said.note(step::received, answer.substr(at));
        CHECK(r.first().text == "you sent *** to us");
        CHECK(r.first().bytes == answer.size());
        CHECK(r.first().until == 5ms);
        CHECK(r.said.told()[0].steps.size() == 1);
    }
}

TEST_CASE("no part of a secret is left where a long text is cut", "[daemon][probe]") {
    for (std::size_t before = max_step_bytes - 20; before < max_step_bytes + 20; ++before) {
        reading r;
        r.said.note(step::received, std::string(before, '.') + secrets[0] + std::string(100, '.'));
        const told_step told = r.first();
        CHECK(told.text.find_first_not_of(".*") == std::string::npos);
        CHECK(told.left_out == before + secrets[0].size() + 100 - max_step_bytes);
    }
}

TEST_CASE("what is told of one step, and of all together, is bounded", "[daemon][probe]") {
    reading r;
    const std::string much(max_step_bytes + 1, 'x');
    for (int i = 0; i < 20; ++i) {
        r.said.note(step::sent, much);
        r.said.note(step::received, much);
    }
    std::size_t told = 0, left_out = 0;
    const std::vector<conversation> conversations = r.said.told();
    for (const told_step& s : conversations[0].steps) {
        CHECK(s.text.size() <= max_step_bytes);
        told += s.text.size();
        left_out += s.left_out;
    }
    CHECK(told == max_told_bytes);
    CHECK(told + left_out == 40 * much.size());
}

TEST_CASE("beyond so many steps they are only counted", "[daemon][probe]") {
    reading r;
    for (std::size_t i = 0; i < max_steps + 7; ++i) r.said.note(step::remark, "again");
    CHECK(r.said.told()[0].steps.size() == max_steps);
    CHECK(r.said.told()[0].steps_left_out == 7);
}

TEST_CASE("runs at several addresses are told one by one", "[daemon][probe]") {
    reading r;
    auto& one = r.said.at("10.0.0.1:80");
    auto& two = r.said.at("10.0.0.2:80");
    one.note(step::received, "k3y-of-");
    two.note(step::received, "hello");
    one.note(step::received, "the-door");
    const auto told = r.said.told();
    REQUIRE(told.size() == 3);
    CHECK(told[1].with == "10.0.0.1:80");
    CHECK(told[1].steps.at(0).text == "***");
    CHECK(told[2].with == "10.0.0.2:80");
    CHECK(told[2].steps.at(0).text == "hello");
}

TEST_CASE("bytes that are no text are escaped", "[daemon][probe]") {
    CHECK(escaped("a b~\r\nc\n") == "a b~\r\nc\n");
    CHECK(escaped(std::string{"\0\x1b[2J\xff\t", 7}) == "\\x00\\x1b[2J\\xff\\x09");
    CHECK(escaped("a\rb\r") == "a\\x0db\\x0d");
    CHECK(escaped("\\x41") == "\\\\x41");
}

TEST_CASE("who asks is hidden although the model says it openly", "[daemon][probe]") {
    model::http_spec http;
    http.headers = {{"Accept", "text/plain"}, {"AUTHORIZATION", "Bearer abc"}, {"Cookie", "id=7"}};
    model::signal_spec spec;
    spec.probe = http;
    spec.secrets = {"s"};
    CHECK(hidden_texts(spec) == std::vector<std::string>{"s", "Bearer abc", "abc", "id=7"});

    model::prometheus_spec prometheus;
    prometheus.headers = {{"X-Api-Key", "open sesame"}, {"X-Scope-OrgID", "7"}};
    spec.probe = prometheus;
    CHECK(hidden_texts(spec) == std::vector<std::string>{"s", "open sesame", "sesame"});
}
