// A domain name as it is asked of a name server: labels joined by dots, escapes as in a zone file. Pure.
#pragma once

#include "config/units.hpp"

#include <string>
#include <string_view>

namespace hm::config {

inline constexpr std::size_t max_dns_label = 63;
inline constexpr std::size_t max_dns_name = 253;  // of the whole name, without the final dot

parsed<std::string> parse_dns_name(std::string_view text);

}  // namespace hm::config
