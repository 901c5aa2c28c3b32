// What a record of a zone says, in the form in which dig and zone files write it: "10 mail.example.test.".
#pragma once

#include "probes/wire/dns_name.hpp"

namespace hm::probes::wire {

inline constexpr std::string_view longer_or_shorter = "a record is longer or shorter than it says";
inline constexpr std::size_t max_dns_text = 4096;  // bytes of one record's text

enum class dns_type : std::uint16_t {
    a = 1,
    ns = 2,
    cname = 5,
    soa = 6,
    ptr = 12,
    mx = 15,
    txt = 16,
    aaaa = 28,
    srv = 33,
    caa = 257,
};

// By name, "AAAA"; the case does not matter. Nothing for one that is not of the list above.
std::optional<dns_type> dns_type_named(std::string_view name);
std::string_view to_string(dns_type type);

// Reads `size` bytes of `in`, which must be exactly the data of such a record; else `in` has failed. A text
// above max_dns_text may be cut: it is to be refused.
std::string dns_record_text(dns_type type, dns_cursor& in, std::size_t size);

}  // namespace hm::probes::wire
