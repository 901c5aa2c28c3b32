#include "config/address.hpp"

#include <catch2/catch.hpp>

using namespace hm::config;

TEST_CASE("addresses are a host and a port, IPv6 in brackets", "[config][address]") {
    const auto [text, host, port] = GENERATE(table<std::string, std::string, int>({
        {"127.0.0.1:80", "127.0.0.1", 80},
        {"[::1]:8640", "::1", 8640},
        {"shop.example.com:65535", "shop.example.com", 65535},
        {"_sip.shop:1", "_sip.shop", 1},
    }));
    const auto address = parse_address(text);
    REQUIRE(address);
    CHECK(address.value->host == host);
    CHECK(address.value->port == port);
}

TEST_CASE("what is no address is refused", "[config][address]") {
    for (const char* bad :
         {"", ":80", "shop", "shop:", "shop:0", "shop:65536", "shop:x", "::1:80", "[::1]", "[::1:80",
          "[shop]:80", "[::1]80", "300.0.0.1:80", "1.2.3:80", "a b:80", "a..b:80", ".a:80", "shop:-1"}) {
        INFO(bad);
        CHECK(!parse_address(bad));
    }
    CHECK(!parse_address(std::string(max_host_length + 1, 'a') + ":80"));
    CHECK(parse_address("127.0.0.1:0", port_rule::zero_allowed));
}

TEST_CASE("URLs are split into host, port and target", "[config][address]") {
    const auto [text, host, port, target] = GENERATE(table<std::string, std::string, int, std::string>({
        {"http://shop", "shop", 80, "/"},
        {"http://shop/", "shop", 80, "/"},
        {"http://shop:8080/a/b?c=d&e", "shop", 8080, "/a/b?c=d&e"},
        {"http://[::1]:81?x", "::1", 81, "/?x"},
        {"http://127.0.0.1/%20", "127.0.0.1", 80, "/%20"},
        {"https://shop", "shop", 443, "/"},
        {"https://[::1]:8443/a?b", "::1", 8443, "/a?b"},
    }));
    INFO(text);
    const auto url = parse_http_url(text);
    REQUIRE(url);
    CHECK(url.value->authority.host == host);
    CHECK(url.value->authority.port == port);
    CHECK(url.value->target == target);
    CHECK(url.value->is_https == text.starts_with("https"));
}

TEST_CASE("what cannot be probed is refused, at its place", "[config][address]") {
    const auto [text, offset] = GENERATE(table<std::string, std::size_t>({
        {"https://shop:x/", 13},
        {"https://", 8},
        {"HTTPS://shop/", 0},
        {"ftp://shop/", 0},
        {"shop/", 0},
        {"http://", 7},
        {"http:///x", 7},
        {"http://user@shop/", 7},
        {"http://shop:0/", 12},
        {"http://shop/a b", 13},
        {"http://shop/a\r\nX: y", 13},
        {"http://shop/#a", 12},
        {"http://sh{op/", 9},
    }));
    INFO(text);
    const auto url = parse_http_url(text);
    REQUIRE(!url);
    CHECK(url.wrong.offset == offset);
    CHECK(!parse_http_url("http://shop/" + std::string(max_url_length, 'x')));
}
