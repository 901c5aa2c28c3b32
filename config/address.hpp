// Host and port as people write them: "host:port", "[::1]:8640", "https://host:port/path". Syntax only:
// nothing is resolved or connected.
#pragma once

#include "config/units.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace hm::config {

struct host_and_port {
    std::string host;  // name or literal address, without brackets
    std::uint16_t port = 0;
};

struct http_url {
    host_and_port authority;
    std::string target;  // path and query, begins with '/'
    bool is_https = false;
};

inline constexpr std::uint16_t default_http_port = 80;
inline constexpr std::uint16_t default_https_port = 443;
inline constexpr std::size_t max_url_length = 8000;
inline constexpr std::size_t max_host_length = 253;

enum class port_rule : std::uint8_t { required, zero_allowed };

// The port is always written, unless there is a usual one.
parsed<host_and_port> parse_address(std::string_view text, port_rule rule = port_rule::required,
                                    std::optional<std::uint16_t> usual_port = std::nullopt);

// http:// or https://; the port defaults to 80 or 443, the path to "/".
parsed<http_url> parse_http_url(std::string_view text);

// A name without a port, such as a certificate is for; no literal address.
parsed<std::string> parse_host_name(std::string_view text);

// A literal IPv4 or IPv6 address, no name.
bool is_literal_address(const std::string& host);
bool is_ipv4(const std::string& text);
bool is_ipv6(const std::string& text);

// Of a literal address: reached from this host only.
bool is_loopback(const std::string& literal);

}  // namespace hm::config
