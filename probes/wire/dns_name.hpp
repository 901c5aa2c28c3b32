// Domain names (RFC 1035): between their text and the bytes of a message, where they may be compressed.
// `bytes` of a name are always the plain form: each label behind its length, and the root's zero at the end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hm::probes::wire {

inline constexpr std::size_t max_dns_label = 63;
inline constexpr std::size_t max_dns_name = 255;  // bytes, with lengths and the final zero
// A compressed name is in so many pieces at most: one for each label of the longest name.
inline constexpr int max_dns_pointers = 126;

// Of "www.example.test" or "www.example.test."; "." is the root. "\." and "\065" are as in a zone file.
// Nothing when it is no domain name: an empty label, or one that is too long, or too many of them.
std::optional<std::string> dns_name_bytes(std::string_view text);

// As dig writes it: with the final dot, everything unusual escaped.
std::string dns_name_text(std::string_view bytes);

// Of two names in bytes; the case of ASCII letters does not matter.
bool same_dns_name(std::string_view a, std::string_view b);

// Appends "\ooo", decimal, for a byte that is not printable.
void append_escaped(std::string& text, unsigned char byte);

// Reads a message from front to back and never beyond its end. The first failure sticks: from then on all
// reads give zeros and nothing, so that a reader may look once, at the end of a part.
class dns_cursor {
public:
    explicit dns_cursor(std::string_view message, std::size_t at = 0) : message_(message), at_(at) {}

    std::uint8_t u8() { return static_cast<std::uint8_t>(number(1)); }
    std::uint16_t u16() { return static_cast<std::uint16_t>(number(2)); }
    std::uint32_t u32() { return number(4); }
    std::string_view bytes(std::size_t count);
    // In plain form. Pointers must lead back, to before the piece that they end.
    std::string name();

    std::size_t at() const { return at_; }
    bool failed() const { return !failure_.empty(); }
    // What is wrong with the message; empty while nothing is.
    std::string_view failure() const { return failure_; }
    void fail(std::string_view literal);

private:
    std::uint32_t number(std::size_t size);

    std::string_view message_;
    std::size_t at_;
    std::string_view failure_;
};

}  // namespace hm::probes::wire
