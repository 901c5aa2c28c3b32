#include "probes/wire/dns_name.hpp"

#include <algorithm>

namespace hm::probes::wire {

namespace {

constexpr std::size_t header_bytes = 12;  // of a message: no name is there
constexpr unsigned pointer_bits = 0xc0;   // of a length: the rest, and the next byte, is where to go on

unsigned char lower(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 'A' && byte <= 'Z' ? static_cast<unsigned char>(byte + ('a' - 'A')) : byte;
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// The byte that an escape means; `text` begins behind its backslash and is moved behind it.
std::optional<char> unescaped(std::string_view& text) {
    if (text.empty()) return std::nullopt;
    if (!is_digit(text[0])) {
        const char itself = text[0];
        text.remove_prefix(1);
        return itself;
    }
    if (text.size() < 3 || !is_digit(text[1]) || !is_digit(text[2])) return std::nullopt;
    const int value = (text[0] - '0') * 100 + (text[1] - '0') * 10 + (text[2] - '0');
    if (value > 255) return std::nullopt;
    text.remove_prefix(3);
    return static_cast<char>(value);
}

// One label up to its dot or the end, which go, too.
std::optional<std::string> next_label(std::string_view& text) {
    std::string label;
    while (!text.empty()) {
        const char c = text[0];
        text.remove_prefix(1);
        if (c == '.') break;
        const std::optional<char> byte = c == '\\' ? unescaped(text) : c;
        if (!byte) return std::nullopt;
        label += *byte;
    }
    if (label.empty() || label.size() > max_dns_label) return std::nullopt;
    return label;
}

// What a zone file would take for something else; dig escapes the same.
bool is_special(char c) {
    return std::string_view{"\"().;\\@$"}.find(c) != std::string_view::npos;
}

}  // namespace

std::optional<std::string> dns_name_bytes(std::string_view text) {
    if (text.empty()) return std::nullopt;
    if (text == ".") text = {};
    std::string bytes;
    while (!text.empty()) {
        const std::optional<std::string> label = next_label(text);
        if (!label) return std::nullopt;
        bytes += static_cast<char>(label->size());
        bytes += *label;
        if (bytes.size() >= max_dns_name) return std::nullopt;  // there is no room for the zero
    }
    return bytes + '\0';
}

void append_escaped(std::string& text, unsigned char byte) {
    text += '\\';
    text += static_cast<char>('0' + byte / 100);
    text += static_cast<char>('0' + byte / 10 % 10);
    text += static_cast<char>('0' + byte % 10);
}

std::string dns_name_text(std::string_view bytes) {
    std::string text;
    while (bytes.size() > 1) {
        const auto length = static_cast<unsigned char>(bytes[0]);
        for (const char c : bytes.substr(1, length)) {
            if (c <= ' ' || c > '~') {
                append_escaped(text, static_cast<unsigned char>(c));
                continue;
            }
            if (is_special(c)) text += '\\';
            text += c;
        }
        text += '.';
        bytes.remove_prefix(std::min<std::size_t>(bytes.size(), length + 1u));
    }
    return text.empty() ? "." : text;
}

// Lengths are below 'A', so that they can be compared like letters.
bool same_dns_name(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return lower(x) == lower(y); });
}

void dns_cursor::fail(std::string_view literal) {
    if (failed()) return;
    failure_ = literal;
    at_ = message_.size();
}

std::string_view dns_cursor::bytes(std::size_t count) {
    if (!failed() && message_.size() - at_ < count) fail("the message is cut short");
    if (failed()) return {};
    const std::string_view found = message_.substr(at_, count);
    at_ += count;
    return found;
}

std::uint32_t dns_cursor::number(std::size_t size) {
    std::uint32_t value = 0;
    for (const char c : bytes(size)) value = value << 8 | static_cast<unsigned char>(c);
    return value;
}

std::string dns_cursor::name() {
    std::string plain;
    dns_cursor in = *this;  // goes where pointers lead
    std::size_t piece = at_;
    int pointers = 0;
    while (!in.failed()) {
        const unsigned length = in.u8();
        if (in.failed()) break;
        if ((length & pointer_bits) == pointer_bits) {
            const std::size_t to = (length & ~pointer_bits) << 8 | in.u8();
            if (pointers == 0) at_ = in.at();
            if (to >= piece || to < header_bytes) in.fail("a compressed name does not lead back");
            if (++pointers > max_dns_pointers) in.fail("a compressed name is in too many pieces");
            if (!in.failed()) in.at_ = piece = to;
            continue;
        }
        if (length > max_dns_label) in.fail("a label of a type that nobody knows");
        plain += static_cast<char>(length);
        plain += in.bytes(length);
        if (plain.size() > max_dns_name) in.fail("a name is longer than 255 bytes");
        if (length == 0) break;
    }
    if (in.failed()) {
        fail(in.failure());
        return {};
    }
    if (pointers == 0) at_ = in.at();
    return plain;
}

}  // namespace hm::probes::wire
