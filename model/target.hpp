// Where a probe goes: a name or an address, a port, and which of the name's addresses are meant. What all
// kinds that connect to something have in common.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace hm::model {

enum class address_family : std::uint8_t { any, v4, v6 };

// Which addresses of the name must answer well. first: they are tried in order until one connects, as a
// client does. The others run the whole probe at each address: any: one must, quorum: more than half must,
// all: every one must.
enum class address_rule : std::uint8_t { first, any, quorum, all };

struct target {
    std::string host{};  // name or literal address, without brackets
    std::uint16_t port = 0;
    address_family family = address_family::any;
    address_rule addresses = address_rule::first;
    friend bool operator==(const target&, const target&) = default;
};

// "host:port", brackets around an IPv6 address.
std::string text_of(const target& t);

std::string_view to_string(address_family f);  // any, 4, 6
std::string_view to_string(address_rule r);

}  // namespace hm::model
