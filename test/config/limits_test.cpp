// The boundary of each limit of the language that has no better place.
#include "config/http_headers.hpp"
#include "config/probe_kinds.hpp"
#include "config/regions.hpp"
#include "config/report.hpp"

#include <catch2/catch.hpp>

using namespace hm::config;

namespace {

std::string first_error(const std::string& text) {
    for (const diagnostic& d : load_model(source{"model.yaml", text}).diagnostics)
        if (d.level == severity::error) return d.message;
    return "";
}

std::string with_http(const std::string& keys) {
    return first_error(
        "model: shop\nregions: { west: {} }\nflows: { buy: { signals: { one: { http: { url: "
        "\"http://shop\", " +
        keys + " } } } } }\n");
}

}  // namespace

TEST_CASE("a header has at most 8192 bytes, name and value", "[config][limits]") {
    const auto header = [](std::size_t bytes) {
        return with_http("headers: { X: " + std::string(bytes - 1, 'v') + " }");
    };
    CHECK(header(max_header_bytes) == "");
    CHECK(header(max_header_bytes + 1) == "a header has at most 8192 bytes");
}

TEST_CASE("there are at most 50 headers", "[config][limits]") {
    const auto headers = [](std::size_t n) {
        std::string all;
        for (std::size_t i = 0; i < n; ++i) all += "H" + std::to_string(i) + ": v, ";
        return with_http("headers: { " + all + "}");
    };
    CHECK(headers(max_headers) == "");
    CHECK(headers(max_headers + 1) == "more than 50 headers");
}

TEST_CASE("at most 64 MiB of a body are read, and 20 redirects followed", "[config][limits]") {
    CHECK(with_http("body_limit: 64MiB") == "");
    CHECK(with_http("body_limit: 67108865B") == "67108865B is more than 67108864 bytes");
    CHECK(with_http("redirects: 20") == "");
    CHECK(with_http("redirects: 21") == "21 is not within 0 to 20");
}

TEST_CASE("a region has at most 1000 variables", "[config][limits]") {
    const auto variables = [](std::size_t n) {
        std::string all;
        for (std::size_t i = 0; i < n; ++i) all += "v" + std::to_string(i) + ": 1, ";
        return first_error("model: shop\nregions: { west: { vars: { " + all +
                           "} } }\nflows: { buy: { signals: { one: { tcp: \"a:1\" } } } }\n");
    };
    CHECK(variables(max_variables) == "");
    CHECK(variables(max_variables + 1) == "more than 1000 variables");
}

TEST_CASE("a word in a message is cut at 60 bytes, between characters", "[config][limits]") {
    CHECK(quoted(std::string(max_quoted, 'x')) == "\"" + std::string(max_quoted, 'x') + "\"");
    CHECK(quoted(std::string(max_quoted + 1, 'x')) == "\"" + std::string(max_quoted, 'x') + "...\"");
    const std::string umlauts = std::string(max_quoted - 1, 'x') + "\xC3\xA4\xC3\xA4";
    CHECK(quoted(umlauts) == "\"" + std::string(max_quoted - 1, 'x') + "...\"");
}
