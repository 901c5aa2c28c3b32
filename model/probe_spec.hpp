// The settings of each probe kind, as plain data: what config/ reads and probes/ carries out.
// A new kind adds its struct here and one alternative to probe_spec.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace hm::model {

// An inclusive range of HTTP status codes.
struct status_range {
    int first = 200;
    int last = 299;
    friend bool operator==(const status_range&, const status_range&) = default;
};

struct http_expect {
    std::vector<status_range> status{{200, 299}};
    std::vector<std::string> body_contains;  // every one must occur in the body
    friend bool operator==(const http_expect&, const http_expect&) = default;
};

struct http_spec {
    std::string url;        // as written, after substitution: http://host[:port]/path?query
    std::string shown_url;  // what may be shown of it when parts are secret; empty when none are
    std::string host;       // name or literal address, without brackets
    std::uint16_t port = 80;
    std::string target = "/";  // path and query
    std::string method = "GET";
    std::vector<std::pair<std::string, std::string>> headers;  // in order; Host may be set here
    std::string body;
    http_expect expect;
    int max_redirects = 0;                // 0: a redirect is an answer like any other
    std::size_t body_limit = 256 * 1024;  // bytes read at most; more is too_large
    friend bool operator==(const http_spec&, const http_spec&) = default;
};

struct tcp_spec {
    std::string host;
    std::uint16_t port = 0;
    std::string shown_address;  // what may be shown of host and port when they are secret; empty when not
    friend bool operator==(const tcp_spec&, const tcp_spec&) = default;
};

// Not asked for: the target, or whoever watches it, sends results to the daemon's API. Silent for `ttl`:
// unknown.
struct push_spec {
    std::string token;  // what a sender must show; a secret
    friend bool operator==(const push_spec&, const push_spec&) = default;
};

using probe_spec = std::variant<http_spec, tcp_spec, push_spec>;

// "http", "tcp", "push": the word of the model language and of the metrics' `kind` label.
std::string_view kind_of(const probe_spec& spec);

}  // namespace hm::model
