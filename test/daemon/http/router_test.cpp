#include "daemon/http/router.hpp"

#include <catch2/catch.hpp>

using namespace hm::daemon;

namespace {

struct caught final : http::answer_sink {
    void answer(std::uint64_t, http::response r) override { answers.push_back(std::move(r)); }
    std::vector<http::response> answers;
};

http::handler says(std::string text) {
    return http::at_once([text](const http::request& r) {
        std::string all = text;
        for (const std::string& p : r.params) all += "|" + p;
        return http::text_answer(200, all);
    });
}

http::router routes() {
    return {{{http::reads, "/", says("root")},
             {http::reads_and_options, "/health", says("bare")},
             {http::reads_and_options, "/health/{region}", says("region")},
             {http::reads, "/health/{...}", says("rest")},
             {http::reads, "/nodes/{id}/tree", says("tree")},
             {http::only(http::method::post), "/nodes/{id}/tree", says("posted")}},
            says("nothing")};
}

std::string ask(std::string target, http::method verb = http::method::get) {
    const auto sink = std::make_shared<caught>();
    http::request r;
    r.target = std::move(target);
    r.verb = verb;
    routes().handle(r, {sink, 0});
    REQUIRE(sink->answers.size() == 1);
    const http::response& a = sink->answers[0];
    return a.status == 200 ? a.text.substr(0, a.text.size() - 1) : std::to_string(a.status) + " " + a.headers;
}

}  // namespace

TEST_CASE("a path finds its endpoint, with its parameters decoded", "[http][router]") {
    CHECK(ask("/") == "root");
    CHECK(ask("/?x=1") == "root");
    CHECK(ask("/health") == "bare");
    CHECK(ask("/health/") == "bare");
    CHECK(ask("/health/eu") == "region|eu");
    CHECK(ask("/health/eu/?format=json") == "region|eu");
    CHECK(ask("/health/a/b/c") == "rest");
    CHECK(ask("/nodes/db@eu/tree") == "tree|db@eu");
    CHECK(ask("/nodes/db%40eu/tree") == "tree|db@eu");
    CHECK(ask("/nodes/db%2Fread/tree") == "tree|db/read");
    CHECK(ask("/nodes/bad%zz%4/tree") == "tree|bad%zz%4");
    CHECK(ask("/healthy") == "nothing");
    CHECK(ask("/health//") == "rest");
    CHECK(ask("/nodes//tree") == "nothing");
    CHECK(ask("/nodes/x") == "nothing");
    CHECK(ask("*") == "nothing");
    CHECK(ask("") == "root");
}

TEST_CASE("the method chooses between endpoints of one path", "[http][router]") {
    CHECK(ask("/nodes/x/tree", http::method::post) == "posted|x");
    CHECK(ask("/health/eu", http::method::options) == "region|eu");
    CHECK(ask("/nodes/x/tree", http::method::put) == "405 Allow: GET, HEAD, POST\r\n");
    CHECK(ask("/health", http::method::other) == "405 Allow: GET, HEAD, OPTIONS\r\n");
    CHECK(ask("/nowhere", http::method::put) == "nothing");
}

TEST_CASE("queries and lists are taken apart", "[http][request]") {
    const auto q = http::query_parameters("limit=10&after=a%40b&&flag&x=");
    REQUIRE(q.size() == 4);
    CHECK(q[1].name == "after");
    CHECK(q[1].value == "a@b");
    CHECK(q[2].name == "flag");
    CHECK(http::lists("text/html, application/health+json;q=0.9", "application/health+json"));
    CHECK_FALSE(http::lists("application/health+jsonx", "application/health+json"));
    CHECK(http::lists("\"a\" , \"b\"", "\"b\""));
}

TEST_CASE("a header's value cannot start a line of its own", "[http][response]") {
    std::string out;
    http::append_header(out, "X-Name", "a\r\nSet-Cookie: b");
    CHECK(out == "X-Name: a??Set-Cookie: b\r\n");
}

TEST_CASE("a problem is RFC 9457, whatever it has to quote", "[http][response]") {
    const http::response p = http::problem(404, "no \"node\"\n");
    CHECK(p.status == 404);
    CHECK(p.content_type == "application/problem+json");
    CHECK(p.text ==
          "{\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404,"
          "\"detail\":\"no \\\"node\\\"\\n\"}\n");
}
