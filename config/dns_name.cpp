#include "config/dns_name.hpp"

#include "config/report.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace hm::config {

namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// How much of the text stands for the next byte of the name: \065, \., a.
std::size_t length_of_byte(std::string_view rest) {
    if (rest.front() != '\\') return 1;
    const bool is_number = rest.size() >= 4 && std::all_of(rest.begin() + 1, rest.begin() + 4, is_digit) &&
                           rest.substr(1, 3) <= "255";
    if (is_number) return 4;
    return rest.size() >= 2 && !is_digit(rest[1]) ? 2 : 0;
}

}  // namespace

parsed<std::string> parse_dns_name(std::string_view text) {
    const mistake no_name{fmt::format("{} is no domain name", quoted(text)), {}};
    if (text == ".") return std::string{text};
    const bool is_ascii = std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
    if (!is_ascii)
        return mistake{no_name.message,
                       "name servers are asked for the ASCII form, such as xn--bcher-kva.test"};
    std::size_t label = 0, whole = 0;
    for (std::string_view rest = text; !rest.empty();) {
        const bool ends_label = rest.front() == '.';
        const std::size_t length = length_of_byte(rest);
        if (length == 0 || (ends_label && label == 0)) return no_name;
        rest.remove_prefix(length);
        label = ends_label ? 0 : label + 1;
        if (!ends_label || !rest.empty()) ++whole;
        if (label > max_dns_label)
            return mistake{fmt::format("a part of {} is longer than {} bytes", quoted(text), max_dns_label),
                           {}};
    }
    if (whole == 0) return no_name;
    if (whole > max_dns_name)
        return mistake{fmt::format("a domain name has at most {} bytes", max_dns_name), {}};
    return std::string{text};
}

}  // namespace hm::config
