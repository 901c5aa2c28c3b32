#include "test/contoso/http/routes.hpp"

#include "test/contoso/stamp/page.hpp"

#include <boost/json/parse.hpp>
#include <catch2/catch.hpp>

using namespace contoso;

namespace {

constexpr http::route<int> table[] = {
    {"GET", "/items", 1},
    {"GET", "/items/{id}", 2},
    {"POST", "/items/{id}/comments", 3},
};

http::found<int> ask(std::string method, std::string target, std::string* parameter = nullptr) {
    http::request asked;
    asked.method = std::move(method);
    asked.target = std::move(target);
    const auto found = http::find(table, asked);
    if (parameter) *parameter = asked.parameter;
    return found;
}

}  // namespace

TEST_CASE("a request finds its endpoint and the part that stands for the parameter", "[contoso][routes]") {
    std::string id;
    CHECK(ask("GET", "/items").endpoint == 1);
    CHECK(ask("GET", "/items/7?x=/", &id).endpoint == 2);
    CHECK(id == "7");
    CHECK(ask("POST", "/items/8/comments", &id).endpoint == 3);
    CHECK(id == "8");
    CHECK(ask("HEAD", "/items").endpoint == 1);
}

TEST_CASE("an unknown path is 404, a known one with another method 405", "[contoso][routes]") {
    CHECK(ask("GET", "/").status == 404);
    CHECK(ask("GET", "/items/").status == 404);
    CHECK(ask("GET", "/items/7/8").status == 404);
    CHECK(ask("POST", "/items//comments").status == 404);
    CHECK(ask("POST", "/items").status == 405);
    CHECK(ask("GET", "/items/7/comments").status == 405);
}

TEST_CASE("the page escapes what it is told and leaves out what is no item", "[contoso][routes]") {
    const auto items = boost::json::parse(R"([{"id":"1","name":"<b>&","price_cents":905}, {"id":"2"}, 7])");
    const auto html = page_html("west\"europe", items.as_array(), "/logo.svg?v=1");

    CHECK(html.find("&lt;b&gt;&amp;</a>, 9.05 €") != std::string::npos);
    CHECK(html.find("west&quot;europe") != std::string::npos);
    CHECK(html.find("/api/items/2") == std::string::npos);
    CHECK(html.find("<img src=\"/logo.svg?v=1\"") != std::string::npos);
    CHECK(page_html("r", items.as_array(), "").find("<img") == std::string::npos);
}
