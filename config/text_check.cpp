#include "config/text_check.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace hm::config {

namespace {

unsigned byte_at(std::string_view text, std::size_t i) {
    return static_cast<unsigned char>(text[i]);
}

bool is_control(unsigned byte) {
    return (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') || byte == 0x7f;
}

// The length of the UTF-8 sequence at `i`; 0 when there is none (RFC 3629: no overlong forms, no surrogates).
std::size_t sequence_length(std::string_view text, std::size_t i) {
    const unsigned first = byte_at(text, i);
    if (first < 0x80) return 1;
    const std::size_t length = first >= 0xc2 && first < 0xe0   ? 2
                               : first >= 0xe0 && first < 0xf0 ? 3
                               : first >= 0xf0 && first < 0xf5 ? 4
                                                               : 0;
    if (length == 0 || i + length > text.size()) return 0;
    for (std::size_t k = 1; k < length; ++k)
        if ((byte_at(text, i + k) & 0xc0U) != 0x80U) return 0;
    const unsigned second = byte_at(text, i + 1);
    const bool overlong = (first == 0xe0 && second < 0xa0) || (first == 0xf0 && second < 0x90);
    const bool outside = (first == 0xed && second >= 0xa0) || (first == 0xf4 && second >= 0x90);
    return overlong || outside ? 0 : length;
}

place place_of_byte(std::string_view text, std::size_t i, file_number file) {
    const auto before = text.substr(0, i);
    const auto lines = std::count(before.begin(), before.end(), '\n');
    const std::size_t start = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
    return {static_cast<int>(lines) + 1, static_cast<int>(i - start) + 1, file};
}

}  // namespace

bool check_text(std::string_view text, report& out, file_number file) {
    for (std::size_t i = 0; i < text.size();) {
        if (is_control(byte_at(text, i))) {
            out.error(place_of_byte(text, i, file),
                      fmt::format("the text has a control character, byte 0x{:02x}", byte_at(text, i)),
                      "files are UTF-8 text; between double quotes write it as \\x..");
            return false;
        }
        const std::size_t length = sequence_length(text, i);
        if (length == 0) {
            // Without the source line: a broken byte must not reach a terminal or a JSON answer.
            out.error({0, 0, file}, fmt::format("the text is not UTF-8 (byte 0x{:02x} in line {})",
                                                byte_at(text, i), place_of_byte(text, i, file).line));
            return false;
        }
        i += length;
    }
    return true;
}

}  // namespace hm::config
