#include "daemon/dashboard/page.hpp"

#include "daemon/http/gzip.hpp"
#include "daemon/outputs/routes.hpp"
#include "test/daemon/outputs/picture.hpp"

#include <fstream>
#include <iterator>

using namespace hm;
using namespace hm::test;
namespace http = hm::daemon::http;

namespace {

// What a telephone with a bad connection has to fetch before it shows anything.
constexpr std::size_t most_bytes = 300'000;

http::response asked(const http::request& r) {
    picture p;
    return ask(daemon::make_routes({config::service::dashboard}, p.context), r);
}

}  // namespace

TEST_CASE("the page's files are embedded byte by byte", "[dashboard]") {
    for (const auto& [path, file] : {std::pair{"/", "index.html"}, {"/icon.svg", "icon.svg"}}) {
        std::ifstream in{std::string{HM_SOURCE_DIR} + "/daemon/dashboard/" + file, std::ios::binary};
        const std::string expected{std::istreambuf_iterator<char>{in}, {}};
        REQUIRE(expected.size() > 100);
        CHECK(asked(get(path)).body() == expected);
    }
}

TEST_CASE("each of the page's files has a strict policy and a tag", "[dashboard]") {
    REQUIRE(daemon::page_files().size() == 4);
    for (const daemon::page_file& file : daemon::page_files()) {
        CAPTURE(file.path);
        const auto a = asked(get(std::string{file.path}));
        CHECK(a.body().size() > 100);
        const std::string policy = header(a, "Content-Security-Policy");
        CHECK(policy.starts_with("default-src 'none'; script-src 'self';"));
        CHECK(policy.find("unsafe") == std::string::npos);
        CHECK(policy.find("require-trusted-types-for 'script'; trusted-types 'none'") != std::string::npos);
        CHECK(header(a, "X-Content-Type-Options") == "nosniff");

        auto again = get(std::string{file.path});
        again.if_none_match = header(a, "ETag");
        CHECK(asked(again).status == 304);
    }
}

TEST_CASE("the page needs nothing that its policy forbids", "[dashboard]") {
    for (const daemon::page_file& file : daemon::page_files()) {
        CAPTURE(file.path);
        for (const std::string_view forbidden :
             {"insertAdjacentHTML", "document.write", "eval(", "new Function", "<style",
              " onclick=", "@import", "sourceMappingURL"})
            CHECK(file.bytes.find(forbidden) == std::string_view::npos);
    }
}

TEST_CASE("all of the page is small", "[dashboard]") {
    std::size_t bytes = 0;
    for (const daemon::page_file& file : daemon::page_files()) bytes += http::gzipped(file.bytes).size();
    CHECK(bytes < most_bytes);
}
