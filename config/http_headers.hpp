// headers: of an http probe, as they are sent; and what a header may be called.
#pragma once

#include "config/reader.hpp"
#include "config/substitution.hpp"

#include <string>
#include <utility>
#include <vector>

namespace hm::config {

inline constexpr std::size_t max_headers = 50;
inline constexpr std::size_t max_header_bytes = 8 * 1024;  // name and value of one

using header_list = std::vector<std::pair<std::string, std::string>>;

// A token of RFC 9110 §5.6.2.
bool is_header_name(std::string_view text);
bool is_same_header(std::string_view a, std::string_view b);  // case does not matter
bool has_header(const header_list& headers, std::string_view name);
// Without line breaks and other control characters.
bool is_header_value(std::string_view text);

void read_headers(const node& n, substitution& here, header_list& into, report& out);

}  // namespace hm::config
