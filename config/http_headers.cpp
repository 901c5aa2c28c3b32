#include "config/http_headers.hpp"

#include <algorithm>
#include <cctype>

namespace hm::config {

namespace {

// What the probe itself says about the message and the connection.
constexpr std::array<std::string_view, 3> own_headers{"content-length", "transfer-encoding", "connection"};

bool is_token_character(char c) {
    constexpr std::string_view others = "!#$%&'*+-.^_`|~";
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || others.find(c) != std::string_view::npos;
}

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool check_name(const member& m, report& out) {
    if (!is_header_name(m.key)) {
        out.error(m.key_at, fmt::format("{} is no header name", quoted(m.key)));
        return false;
    }
    const auto is_this = [&](std::string_view own) { return is_same_header(own, m.key); };
    if (std::none_of(own_headers.begin(), own_headers.end(), is_this)) return true;
    out.error(m.key_at, fmt::format("the header {} is set by the probe itself", quoted(m.key)));
    return false;
}

bool check_value(const member& m, const std::string& value, report& out) {
    if (!is_header_value(value)) {
        out.error(m.value.at, "a header cannot contain a line break or another control character");
        return false;
    }
    if (m.key.size() + value.size() <= max_header_bytes) return true;
    out.error(m.key_at, fmt::format("a header has at most {} bytes", max_header_bytes));
    return false;
}

}  // namespace

bool is_header_name(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), is_token_character);
}

bool is_same_header(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return lower(x) == lower(y); });
}

bool has_header(const header_list& headers, std::string_view name) {
    return std::any_of(headers.begin(), headers.end(),
                       [&](const auto& header) { return is_same_header(header.first, name); });
}

bool is_header_value(std::string_view text) {
    return std::none_of(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
    });
}

void read_headers(const node& n, substitution& here, header_list& into, report& out) {
    if (!expect_map(n, out)) return;
    if (n.members.size() > max_headers)
        return out.error(n.at, fmt::format("more than {} headers", max_headers));
    for (const member& m : n.members) {
        if (has_header(into, m.key)) {
            out.error(m.key_at, fmt::format("the header {} stands here twice", quoted(m.key)),
                      "case does not matter");
            continue;
        }
        std::optional<filled_text> value = here.text(m.value, out);
        if (!value || !check_name(m, out) || !check_value(m, value->text, out)) continue;
        into.emplace_back(m.key, std::move(value->text));
    }
}

}  // namespace hm::config
