#include "test/contoso/stamp/fault.hpp"

#include <catch2/catch.hpp>

using namespace contoso;
using namespace std::chrono_literals;

namespace {

http::request request(std::string method, std::string target) {
    http::request r;
    r.method = std::move(method);
    r.target = std::move(target);
    return r;
}

std::string complaint(std::string_view service, std::string_view body) {
    const auto parsed = parse_fault(service, body);
    return parsed ? "" : parsed.error();
}

fault accepted(std::string_view service, std::string_view body) {
    const auto parsed = parse_fault(service, body);
    INFO(body);
    REQUIRE(parsed.has_value());
    return *parsed;
}

}  // namespace

TEST_CASE("each mode is read", "[contoso][fault]") {
    CHECK(accepted("key-vault", R"({"mode":"failing"})").mode == fault_mode::failing);
    CHECK(accepted("key-vault", R"({"mode":"hanging"})").mode == fault_mode::hanging);
    CHECK(accepted("key-vault", R"({"mode":"refusing"})").mode == fault_mode::refusing);
    CHECK(accepted("key-vault", R"({"mode":"wrong"})").mode == fault_mode::wrong);

    const fault slow = accepted("key-vault", R"({"mode":"slow","ms":300})");
    CHECK(slow.mode == fault_mode::slow);
    CHECK(slow.delay == 300ms);
}

TEST_CASE("paths are read for the database", "[contoso][fault]") {
    CHECK(accepted("cosmos-db", R"({"mode":"failing"})").paths == affected_paths::all);
    CHECK(accepted("cosmos-db", R"({"mode":"failing","paths":"reads"})").paths == affected_paths::reads);
    CHECK(accepted("cosmos-db", R"({"mode":"hanging","paths":"writes"})").paths == affected_paths::writes);
}

TEST_CASE("what is not allowed is refused with what is", "[contoso][fault]") {
    const std::string modes = R"("mode" must be "slow", "failing", "hanging", "refusing" or "wrong")";
    const std::string delay = R"("slow" needs "ms", a whole number from 1 to 60000)";

    CHECK(complaint("key-vault", "") == R"(expected a JSON object like {"mode": "slow", "ms": 300})");
    CHECK(complaint("key-vault", "[]") == R"(expected a JSON object like {"mode": "slow", "ms": 300})");
    CHECK(complaint("key-vault", "{}") == modes);
    CHECK(complaint("key-vault", R"({"mode":"none"})") == modes);
    CHECK(complaint("key-vault", R"({"mode":7})") == modes);
    CHECK(complaint("key-vault", R"({"mode":"slow"})") == delay);
    CHECK(complaint("key-vault", R"({"mode":"slow","ms":0})") == delay);
    CHECK(complaint("key-vault", R"({"mode":"slow","ms":"300"})") == delay);
    CHECK(complaint("key-vault", R"({"mode":"slow","ms":60001})") == delay);
    CHECK(complaint("key-vault", R"({"mode":"failing","ms":1})") == R"("ms" goes with "mode": "slow" only)");
    CHECK(complaint("key-vault", R"({"mode":"failing","paths":"all"})") ==
          R"("paths" is for cosmos-db only)");
    CHECK(complaint("cosmos-db", R"({"mode":"failing","paths":"some"})") ==
          R"("paths" must be "all", "reads" or "writes")");
    CHECK(complaint("cosmos-db", R"({"mode":"refusing","paths":"writes"})") ==
          R"("refusing" closes the listener: "paths" can only be "all")");
    CHECK(complaint("key-vault", R"({"mode":"failing","delay":1})") ==
          R"(unknown key "delay": allowed are "mode", "ms", "paths")");
}

TEST_CASE("a fault of the writes leaves reads and figures alone", "[contoso][fault]") {
    const fault f = accepted("cosmos-db", R"({"mode":"failing","paths":"writes"})");

    CHECK(f.concerns(request("POST", "/write")));
    CHECK_FALSE(f.concerns(request("GET", "/read")));
    CHECK_FALSE(f.concerns(request("GET", "/stats")));
}

TEST_CASE("a fault of the reads leaves writes and figures alone", "[contoso][fault]") {
    const fault f = accepted("cosmos-db", R"({"mode":"slow","ms":10,"paths":"reads"})");

    CHECK(f.concerns(request("GET", "/items/1?x=1")));
    CHECK(f.concerns(request("HEAD", "/read")));
    CHECK_FALSE(f.concerns(request("POST", "/write")));
    CHECK_FALSE(f.concerns(request("GET", "/stats")));
}

TEST_CASE("a fault of everything concerns the figures too, but a wrong service still measures itself",
          "[contoso][fault]") {
    for (const auto* body : {R"({"mode":"failing"})", R"({"mode":"hanging"})", R"({"mode":"slow","ms":1})"})
        CHECK(accepted("front-end", body).concerns(request("GET", "/stats")));

    const fault wrong = accepted("front-end", R"({"mode":"wrong"})");
    CHECK(wrong.concerns(request("GET", "/")));
    CHECK_FALSE(wrong.concerns(request("GET", "/stats")));
    CHECK_FALSE(fault{}.concerns(request("GET", "/")));
}
