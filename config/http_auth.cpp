#include "config/http_auth.hpp"

#include "config/tokens.hpp"

#include <algorithm>

namespace hm::config {

namespace {

constexpr std::string_view authorization = "Authorization";

// RFC 4648 §4.
std::string base64(std::string_view bytes) {
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        const std::string_view three = bytes.substr(at, 3);
        std::uint32_t bits = 0;
        for (std::size_t i = 0; i < 3; ++i)
            bits = bits << 8 | (i < three.size() ? static_cast<unsigned char>(three[i]) : 0U);
        for (std::size_t i = 0; i < 4; ++i)
            text += i <= three.size() ? alphabet[bits >> (18 - 6 * i) & 63U] : '=';
    }
    return text;
}

// The user ends at the first colon (RFC 7617 §2).
std::optional<std::string> read_user(const node& n, substitution& here, report& out) {
    std::optional<filled_text> user = here.text(n, out);
    if (!user) return std::nullopt;
    if (user->text.size() > max_password_bytes) {
        out.error(n.at, fmt::format("a user has at most {} bytes", max_password_bytes));
        return std::nullopt;
    }
    if (!user->text.empty() && user->text.find(':') == std::string::npos && is_header_value(user->text))
        return std::move(user->text);
    report_mistake(n, *user,
                   {user->text.empty() ? "the user is missing"
                                       : "a user has no colon, line break or other control character",
                    {}},
                   "user", out);
    return std::nullopt;
}

std::optional<std::string> basic(const member& m, substitution& here, report& out) {
    if (!expect_map(m.value, out)) return std::nullopt;
    map_reader keys{m.value, m.key_at, out};
    const node* user = keys.required("user");
    const node* password = keys.required("password");
    keys.finish();
    const auto name = user != nullptr ? read_user(*user, here, out) : std::nullopt;
    const auto word = password != nullptr ? read_secret(*password, "password", here, out) : std::nullopt;
    if (!name || !word) return std::nullopt;
    if (!is_header_value(*word)) {
        out.error_in_secret(password->at, "a password has no line break or other control character");
        return std::nullopt;
    }
    std::string credentials = base64(*name + ":" + *word);
    here.hide(credentials);
    return "Basic " + credentials;
}

std::optional<std::string> bearer(const node& n, substitution& here, report& out) {
    const auto token = read_secret(n, "token", here, out);
    if (!token) return std::nullopt;
    const bool is_one_word = std::none_of(token->begin(), token->end(), [](char c) { return c <= ' '; });
    if (!token->empty() && is_one_word) return "Bearer " + *token;
    out.error_in_secret(n.at, "a token is one word, without blanks");
    return std::nullopt;
}

}  // namespace

void read_auth(const member& m, substitution& here, header_list& into, report& out) {
    if (!expect_map(m.value, out)) return;
    map_reader keys{m.value, m.key_at, out};
    const member* with_password = keys.find("basic");
    const node* token = keys.optional("bearer");
    keys.finish();
    if ((with_password != nullptr) == (token != nullptr))
        return out.error(m.key_at,
                         token != nullptr ? "a request has one Authorization, basic or bearer"
                                          : "one of basic, bearer is missing",
                         "write { basic: { user: …, password: … } } or { bearer: … }");
    if (has_header(into, authorization))
        return out.error(m.key_at, "the header Authorization is set already",
                         "leave it out of `headers`, or leave out `auth`");
    auto value = token != nullptr ? bearer(*token, here, out) : basic(*with_password, here, out);
    if (value) into.emplace_back(authorization, std::move(*value));
}

}  // namespace hm::config
