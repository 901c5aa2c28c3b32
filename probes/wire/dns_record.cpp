#include "probes/wire/dns_record.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace hm::probes::wire {

namespace {

struct type_name {
    dns_type type;
    std::string_view name;
};

constexpr std::array types{
    type_name{dns_type::a, "A"},     type_name{dns_type::ns, "NS"},     type_name{dns_type::cname, "CNAME"},
    type_name{dns_type::soa, "SOA"}, type_name{dns_type::ptr, "PTR"},   type_name{dns_type::mx, "MX"},
    type_name{dns_type::txt, "TXT"}, type_name{dns_type::aaaa, "AAAA"}, type_name{dns_type::srv, "SRV"},
    type_name{dns_type::caa, "CAA"},
};

bool same_word(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](unsigned char x, unsigned char y) { return std::toupper(x) == std::toupper(y); });
}

template <std::size_t Size>
std::string address(dns_cursor& in) {
    const std::string_view bytes = in.bytes(Size);
    if (in.failed()) return {};
    std::array<char, INET6_ADDRSTRLEN> text{};
    ::inet_ntop(Size == 4 ? AF_INET : AF_INET6, bytes.data(), text.data(), text.size());
    return text.data();
}

std::string name(dns_cursor& in) {
    const std::string bytes = in.name();
    return in.failed() ? std::string{} : dns_name_text(bytes);
}

std::string number16(dns_cursor& in) {
    return std::to_string(in.u16()) + " ";
}

std::string quoted(std::string_view bytes) {
    std::string text = "\"";
    for (const char c : bytes) {
        if (c < ' ' || c > '~') {
            append_escaped(text, static_cast<unsigned char>(c));
            continue;
        }
        if (c == '"' || c == '\\') text += '\\';
        text += c;
    }
    return text + '"';
}

std::string soa(dns_cursor& in) {
    std::string text = name(in) + " ";
    text += name(in);
    for (int i = 0; i < 5; ++i)
        text += " " + std::to_string(in.u32());  // serial, refresh, retry, expire, minimum
    return text;
}

std::string srv(dns_cursor& in) {
    std::string text;
    for (int i = 0; i < 3; ++i) text += number16(in);  // priority, weight, port
    return text + name(in);
}

// One string at least, each behind its length.
std::string txt(dns_cursor& in, std::size_t end) {
    std::string text;
    do {
        text += (text.empty() ? "" : " ") + quoted(in.bytes(in.u8()));
    } while (!in.failed() && in.at() < end && text.size() <= max_dns_text);
    return text;
}

std::string caa(dns_cursor& in, std::size_t end) {
    std::string text = std::to_string(in.u8()) + " ";
    const std::string_view tag = in.bytes(in.u8());
    const bool is_word = !tag.empty() && std::all_of(tag.begin(), tag.end(),
                                                     [](unsigned char c) { return std::isalnum(c) != 0; });
    if (!is_word || in.at() > end) in.fail("a CAA record without a tag");
    if (in.failed()) return {};
    text += tag;
    return text + " " + quoted(in.bytes(end - in.at()));
}

std::string text_of(dns_type type, dns_cursor& in, std::size_t end) {
    switch (type) {
        case dns_type::a:
            return address<4>(in);
        case dns_type::aaaa:
            return address<16>(in);
        case dns_type::ns:
        case dns_type::cname:
        case dns_type::ptr:
            return name(in);
        case dns_type::mx: {
            std::string preference = number16(in);
            return preference + name(in);
        }
        case dns_type::soa:
            return soa(in);
        case dns_type::srv:
            return srv(in);
        case dns_type::txt:
            return txt(in, end);
        case dns_type::caa:
            return caa(in, end);
    }
    return {};
}

}  // namespace

std::optional<dns_type> dns_type_named(std::string_view name) {
    for (const type_name& t : types)
        if (same_word(t.name, name)) return t.type;
    return std::nullopt;
}

std::string_view to_string(dns_type type) {
    return std::find_if(types.begin(), types.end(), [type](const type_name& t) { return t.type == type; })
        ->name;
}

std::string dns_record_text(dns_type type, dns_cursor& in, std::size_t size) {
    const std::size_t end = in.at() + size;
    std::string text = text_of(type, in, end);
    if (!in.failed() && in.at() != end && text.size() <= max_dns_text) in.fail(longer_or_shorter);
    return in.failed() ? std::string{} : text;
}

}  // namespace hm::probes::wire
