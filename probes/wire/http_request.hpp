// The request of an http probe as bytes, and where a redirect leads. Pure.
#pragma once

#include "model/probe_spec.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hm::probes::wire {

// Where a request goes.
struct http_place {
    std::string host;  // name or address, without brackets
    std::uint16_t port = 80;
    std::string target = "/";
    bool https = false;

    bool same_origin(const http_place& other) const {
        return host == other.host && port == other.port && https == other.https;
    }
};

http_place place_of(const model::http_spec& spec);

// One hop: what is asked where.
struct http_hop {
    http_place place;
    std::string method;
    bool with_body = true;
    // False once a redirect led to another origin: Host, headers that tell who asks or hold a secret, and our
    // certificate stay behind.
    bool with_credentials = true;
};

// Authorization, Cookie and such, in any case: they tell a target who asks, secret or not.
bool tells_who_asks(std::string_view header_name);

// HTTP/1.1, with Connection: close unless it is to be used again. The spec's headers replace ours of the same
// name. Line breaks in any part become spaces. `secrets` are those of the signal.
std::string request_bytes(const model::http_spec& spec, const http_hop& hop,
                          const std::vector<std::string>& secrets = {});

// 301, 302, 303, 307, 308.
bool is_redirect(int status);

// The hop that a redirect asks for (RFC 9110 §15.4), or nothing when it cannot be followed: no or an
// unreadable Location, or one that is neither http nor https.
std::optional<http_hop> follow(const http_hop& from, int status, std::string_view location);

}  // namespace hm::probes::wire
