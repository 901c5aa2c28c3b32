#include "probes/wire/http_request.hpp"

#include <catch2/catch.hpp>

using namespace hm;
using namespace hm::probes::wire;

namespace {

model::http_spec spec_for(std::string host, std::uint16_t port = 80, std::string target = "/") {
    model::http_spec spec;
    spec.to.host = std::move(host);
    spec.to.port = port;
    spec.path = std::move(target);
    return spec;
}

std::string request_of(const model::http_spec& spec) {
    return request_bytes(spec, {place_of(spec), spec.method});
}

}  // namespace

TEST_CASE("a request has what a server needs and no more", "[probes][http]") {
    CHECK(
        request_of(spec_for("api.test", 8080, "/ready?x=1")) ==
        "GET /ready?x=1 HTTP/1.1\r\nHost: api.test:8080\r\nUser-Agent: healthmodeld/0.1.0\r\nAccept: */*\r\n"
        "Connection: close\r\n\r\n");
    CHECK_THAT(request_of(spec_for("api.test")), Catch::Contains("Host: api.test\r\n"));
    CHECK_THAT(request_of(spec_for("::1", 81)), Catch::Contains("Host: [::1]:81\r\n"));
}

TEST_CASE("a body comes with its length, and a POST without one says so", "[probes][http]") {
    auto spec = spec_for("api.test");
    spec.method = "POST";
    CHECK_THAT(request_of(spec), Catch::EndsWith("Content-Length: 0\r\n\r\n"));
    spec.body = R"({"ttl":10})";
    spec.headers = {{"Content-Type", "application/json"}};
    CHECK_THAT(request_of(spec),
               Catch::EndsWith("Content-Length: 10\r\nContent-Type: application/json\r\n\r\n{\"ttl\":10}"));
}

TEST_CASE("a header of the spec replaces ours", "[probes][http]") {
    auto spec = spec_for("127.0.0.1", 9201);
    spec.headers = {{"host", "www.contoso.test"}, {"USER-AGENT", "me"}};
    const std::string request = request_of(spec);
    CHECK_THAT(request,
               Catch::Contains("host: www.contoso.test\r\n") && Catch::Contains("USER-AGENT: me\r\n"));
    CHECK_THAT(request, !Catch::Contains("Host:") && !Catch::Contains("healthmodeld"));
}

TEST_CASE("no part of a spec can break out of its line", "[probes][http]") {
    auto spec = spec_for("api.test", 80, "/a\r\nX-Evil: 1");
    spec.headers = {{"X-A", "b\r\nX-Evil: 2"}};
    CHECK_THAT(request_of(spec), !Catch::Contains("\r\nX-Evil"));
}

TEST_CASE("a redirect leads where its Location says", "[probes][http]") {
    struct row {
        const char *location, *host;
        std::uint16_t port;
        const char* target;
        bool https = false;
    };
    const row r = GENERATE(
        row{"/there", "api.test", 8080, "/there"}, row{"there?y=2", "api.test", 8080, "/a/there?y=2"},
        row{"../up", "api.test", 8080, "/up"}, row{"?q", "api.test", 8080, "/a/b?q"},
        row{"http://other.test/x#frag", "other.test", 80, "/x"},
        row{"HTTP://other.test:81", "other.test", 81, "/"}, row{"//third.test/y", "third.test", 80, "/y"},
        row{"http://[::1]:82/z", "::1", 82, "/z"}, row{"http://user:pw@other.test/p", "other.test", 80, "/p"},
        row{"https://api.test/s", "api.test", 443, "/s", true},
        row{"https://api.test:8443", "api.test", 8443, "/", true});
    const http_hop from{{"api.test", 8080, "/a/b?x=1"}, "GET"};
    const auto hop = follow(from, 302, r.location);
    CAPTURE(r.location);
    REQUIRE(hop);
    CHECK(hop->place.host == r.host);
    CHECK(hop->place.port == r.port);
    CHECK(hop->place.target == r.target);
    CHECK(hop->place.https == r.https);
}

TEST_CASE("https has its own usual port, also for where a redirect leads from it", "[probes][http]") {
    auto spec = spec_for("api.test", 443);
    spec.tls = model::tls_settings{};
    CHECK_THAT(request_of(spec), Catch::Contains("Host: api.test\r\n"));
    const http_hop from{place_of(spec), "GET"};
    CHECK(from.place.https);
    const auto same = follow(from, 302, "/there");
    REQUIRE(same);
    CHECK(same->place.https);
    CHECK(same->place.port == 443);
    CHECK(same->with_credentials);
    for (const char* other : {"http://api.test/", "http://api.test:443/", "https://api.test:8443/"}) {
        const auto hop = follow(from, 302, other);
        REQUIRE(hop);
        CHECK_FALSE(hop->with_credentials);
    }
    spec.to.port = 80;
    CHECK_THAT(request_of(spec), Catch::Contains("Host: api.test:80\r\n"));
}

TEST_CASE("what is no http address cannot be followed", "[probes][http]") {
    const std::string location =
        GENERATE("", "ftp://api.test/", "https://", "mailto:a@b.test", "http://", "http://api.test:0/",
                 "http://api.test:99999/", "/with space", "/\x01", "javascript:alert(1)", "http://[::1/");
    CAPTURE(location);
    CHECK_FALSE(follow({{"api.test", 80, "/"}, "GET"}, 302, location));
}

TEST_CASE("a redirect changes the method as browsers do", "[probes][http]") {
    struct row {
        int status;
        const char *before, *after;
        bool with_body;
    };
    const row r = GENERATE(row{301, "POST", "GET", false}, row{302, "POST", "GET", false},
                           row{303, "PUT", "GET", false}, row{303, "HEAD", "HEAD", true},
                           row{307, "POST", "POST", true}, row{308, "POST", "POST", true},
                           row{302, "GET", "GET", true}, row{301, "PUT", "PUT", true});
    const auto hop = follow({{"api.test", 80, "/"}, r.before}, r.status, "/next");
    CAPTURE(r.status, r.before);
    REQUIRE(hop);
    CHECK(hop->method == r.after);
    CHECK(hop->with_body == r.with_body);
    CHECK(is_redirect(r.status));
}

TEST_CASE("what identifies us stays behind when a redirect leads to another origin", "[probes][http]") {
    auto spec = spec_for("api.test");
    spec.headers = {{"Authorization", "Bearer secret"},
                    {"Proxy-Authorization", "Basic secret"},
                    {"x-api-key", "secret"},
                    {"Cookie", "c=1"},
                    {"Host", "front.test"},
                    {"X-Kept", "1"}};
    const http_hop from{place_of(spec), "GET"};
    CHECK_THAT(request_bytes(spec, *follow(from, 302, "/same")),
               Catch::Contains("secret") && Catch::Contains("front.test"));
    const auto away = follow(from, 302, "http://evil.test/");
    const std::string request = request_bytes(spec, *away);
    CHECK_THAT(request, !Catch::Contains("secret") && !Catch::Contains("c=1") &&
                            Catch::Contains("Host: evil.test\r\n") && Catch::Contains("X-Kept: 1"));
    // And does not come back on the way back.
    CHECK_THAT(request_bytes(spec, *follow(*away, 302, "http://api.test/")), !Catch::Contains("secret"));
}
