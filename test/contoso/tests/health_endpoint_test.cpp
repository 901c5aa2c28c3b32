#include "test/contoso/stamp/health_endpoint.hpp"

#include "test/contoso/stamp/health_model.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace contoso;
using namespace std::chrono_literals;

namespace {

health_places at(const char* address) {
    return {"westeurope", boost::asio::ip::make_address(address), boost::asio::ip::make_address(address),
            9200};
}

http::request asking(std::string method, std::string target, std::string authorization = {}) {
    http::request r;
    r.method = std::move(method);
    r.target = std::move(target);
    r.authorization = std::move(authorization);
    return r;
}

health_endpoint quiet(std::string token = {}) {
    return {health_model(at("127.0.0.1"), 10s),
            {std::move(token), healthmodel::options::logged_checks::none}};
}

}  // namespace

TEST_CASE("the model of a stamp is without mistakes at every address and interval", "[contoso][health]") {
    for (const char* address : {"127.0.1.1", "::1"})
        for (const milliseconds every : {100ms, 1'000ms, 10'000ms, 3'600'000ms}) {
            INFO(address << ", " << every.count() << " ms");
            healthmodel::engine engine{health_model(at(address), every)};
            CHECK(engine.checks().size() == 8);
        }
}

TEST_CASE("reading and writing the database are two checks", "[contoso][health]") {
    healthmodel::engine engine{health_model(at("127.0.0.1"), 10s)};
    const auto all = engine.checks();
    const auto is = [&](std::string_view name) {
        return std::any_of(all.begin(), all.end(), [&](const auto& c) { return c.name == name; });
    };
    CHECK(is("cosmos-db/read"));
    CHECK(is("cosmos-db/write"));
}

TEST_CASE("a bad model is refused with its place", "[contoso][health]") {
    CHECK_THROWS_WITH(health_endpoint("modle: x\n", {}), Catch::Contains("model:1:1: error"));
}

TEST_CASE("/health and what is below it concern the endpoint, nothing else does", "[contoso][health]") {
    for (const char* yes : {"/health", "/health?x=1", "/health/add-comment", "/health/"}) {
        INFO(yes);
        CHECK(health_endpoint::concerns(asking("GET", yes)));
    }
    for (const char* no : {"/", "/healthy", "/api/health", "/stats"}) {
        INFO(no);
        CHECK_FALSE(health_endpoint::concerns(asking("GET", no)));
    }
}

TEST_CASE("the first answer of a process is 503, by every method that reads, and 405 by others",
          "[contoso][health]") {
    const health_endpoint health = quiet();
    for (const char* method : {"GET", "HEAD", "OPTIONS"}) {
        const http::response r = health.answer(asking(method, "/health"));
        CHECK(r.status == 503);
        CHECK(r.content_type == "application/health+json");
    }
    CHECK(health.answer(asking("POST", "/health")).status == 405);
    CHECK(health.answer(asking("GET", "/health/add-comment")).status == 503);
    CHECK(health.answer(asking("GET", "/health/nothing")).status == 400);
}

TEST_CASE("the checks are for who shows the token; a wrong one is as good as none", "[contoso][health]") {
    const health_endpoint health = quiet("token");
    const auto body = [&](const char* authorization) {
        return health.answer(asking("GET", "/health", authorization)).body;
    };
    CHECK(body("Bearer token").find("cosmos-db") != std::string::npos);
    for (const char* wrong : {"", "Bearer tokem", "Bearer token2", "Bearer ", "token"}) {
        INFO(wrong);
        CHECK(body(wrong).find("cosmos-db") == std::string::npos);
        CHECK(body(wrong) == body(""));
    }
}
