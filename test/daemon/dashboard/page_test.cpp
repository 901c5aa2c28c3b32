#include "daemon/dashboard/page.hpp"

#include "daemon/outputs/routes.hpp"
#include "test/daemon/outputs/picture.hpp"

#include <fstream>
#include <iterator>

using namespace hm;
using namespace hm::test;
namespace http = hm::daemon::http;

TEST_CASE("the page's files are embedded byte by byte", "[dashboard]") {
    for (const auto& [path, file] : {std::pair{"/", "index.html"},
                                     {"/app.js", "app.js"},
                                     {"/style.css", "style.css"},
                                     {"/icon.svg", "icon.svg"}}) {
        picture p;
        const auto a = ask(daemon::make_routes({config::service::dashboard}, p.context), get(path));
        std::ifstream in{std::string{HM_SOURCE_DIR} + "/daemon/dashboard/" + file, std::ios::binary};
        const std::string expected{std::istreambuf_iterator<char>{in}, {}};
        REQUIRE(expected.size() > 100);
        CHECK(a.body() == expected);
        CHECK(header(a, "Content-Security-Policy").starts_with("default-src 'self';"));
        CHECK(header(a, "X-Content-Type-Options") == "nosniff");

        auto again = get(path);
        again.if_none_match = header(a, "ETag");
        CHECK(ask(daemon::make_routes({config::service::dashboard}, p.context), again).status == 304);
    }
}

TEST_CASE("the page needs nothing that its policy forbids, and writes no markup", "[dashboard]") {
    for (const daemon::page_file& file : daemon::page_files()) {
        CAPTURE(file.path);
        for (const std::string_view forbidden :
             {"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "<style",
              " style=", " onclick=", "https://", "@import"})
            CHECK(file.bytes.find(forbidden) == std::string_view::npos);
    }
}
