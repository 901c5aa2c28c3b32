#include "daemon/dashboard/badge.hpp"

#include "daemon/outputs/routes.hpp"
#include "test/daemon/outputs/picture.hpp"

#include <fmt/format.h>

using namespace hm;
using namespace hm::test;
using namespace std::chrono_literals;
namespace http = hm::daemon::http;

namespace {

http::response badge_of(picture& p, const std::string& name, const std::string& tag = {}) {
    http::request r = get("/badges/" + name);
    r.if_none_match = tag;
    return ask(daemon::make_routes({config::service::dashboard}, p.context), r);
}

}  // namespace

TEST_CASE("a badge says the state of a region or of a flow or of a flow in a region", "[dashboard]") {
    picture p;
    p.all(state::healthy).set("db@eu/write", state::unhealthy).publish();
    for (const auto& [name, word] : {std::pair{"eu", "degraded"},
                                     {"us", "healthy"},
                                     {"comment@eu.svg", "unhealthy"},
                                     {"browse@eu", "healthy"},
                                     {"browse.svg", "healthy"}}) {
        CAPTURE(name);
        const auto a = badge_of(p, name);
        CHECK(a.status == 200);
        CHECK(a.content_type == "image/svg+xml");
        CHECK_THAT(std::string{a.body()}, Catch::Contains(fmt::format(": {}</title>", word)));
        CHECK(header(a, "Cache-Control") == "max-age=10");
    }
    CHECK(badge_of(p, "nobody.svg").status == 404);
}

TEST_CASE("a badge is sent again only when it says something else", "[dashboard]") {
    picture p;
    p.all(state::healthy).publish();
    const std::string tag = header(badge_of(p, "eu"), "ETag");
    CHECK(badge_of(p, "eu", tag).status == 304);
    p.set("db@eu/write", state::unhealthy).publish();
    CHECK(badge_of(p, "eu", tag).status == 200);
}

TEST_CASE("without evaluation a badge is stale and never green", "[dashboard]") {
    picture p;
    p.all(state::healthy).publish();
    p.core_age = 6s;
    CHECK_THAT(std::string{badge_of(p, "eu").body()}, Catch::Contains("eu: stale"));
}

TEST_CASE("what a badge is told is text and not markup", "[dashboard]") {
    const std::string svg = daemon::badge_svg("<script>&\"", "ok", state::healthy);
    CHECK(svg.find("<script>") == std::string::npos);
    CHECK_THAT(svg, Catch::Contains("&lt;script&gt;&amp;&quot;"));
}
