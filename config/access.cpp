#include "config/access.hpp"

#include "config/load.hpp"
#include "config/tokens.hpp"

#include <algorithm>

namespace hm::config {

namespace {

constexpr std::array<word<role>, 2> role_words{{{"operator", role::operates}, {"viewer", role::views}}};

constexpr std::size_t digest_digits = 64;

bool is_digest(std::string_view text) {
    const auto digit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
    return text.size() == digest_digits && std::all_of(text.begin(), text.end(), digit);
}

void read_token(const node& n, substitution& here, access_token& into, report& out) {
    const std::optional<filled_text> token = here.text(n, out);
    if (token && check_token(n, *token, out)) into.token = token->text;
}

// The message does not repeat it: it may be the token itself, by mistake.
void read_digest(const node& n, substitution& here, access_token& into, report& out) {
    const std::optional<filled_text> digest = here.text(n, out);
    if (!digest) return;
    if (is_digest(digest->text))
        into.sha256 = digest->text;
    else
        out.error_in_secret(n.at, "a SHA-256 has 64 digits, 0 to 9 and a to f",
                            "make a token and its SHA-256 with: healthmodeld token NAME");
}

void read_in_full(const member& m, substitution& here, access_token& into, report& out) {
    for (const member& part : m.value.members) out.hide_lines(part.value.at, 1);  // under a mistyped key, too
    map_reader keys{m.value, m.key_at, out};
    const node* token = keys.optional("token");
    const node* digest = keys.optional("token_sha256");
    keys.read("role", into.may, as_word<role, role_words.size()>, role_words);
    keys.finish();
    if ((token != nullptr) == (digest != nullptr))
        return out.error(m.key_at, "a token is given by one of token and token_sha256",
                         "make both with: healthmodeld token NAME");
    if (token != nullptr)
        read_token(*token, here, into, out);
    else
        read_digest(*digest, here, into, out);
}

bool is_same(const access_token& a, const access_token& b) {
    return (!a.token.empty() && a.token == b.token) || (!a.sha256.empty() && a.sha256 == b.sha256);
}

}  // namespace

void read_tokens(const member& m, substitution& here, std::vector<access_token>& into, report& out) {
    if (!expect_map(m.value, out)) return;
    if (m.value.members.size() > max_operators)
        return out.error(m.key_at, fmt::format("more than {} tokens", max_operators));
    for (const member& one : m.value.members) {
        if (auto name = parse_name(one.key); !name)
            out.error_in_secret(one.key_at, name.wrong.message, name.wrong.hint);
        access_token read;
        read.name = one.key;
        if (one.value.what == node::kind::map)
            read_in_full(one, here, read, out);
        else
            read_token(one.value, here, read, out);
        if (read.token.empty() && read.sha256.empty()) continue;
        const auto same = std::find_if(into.begin(), into.end(),
                                       [&](const access_token& other) { return is_same(read, other); });
        if (same != into.end())
            out.error_in_secret(
                one.key_at, fmt::format("{} has the same token as {}", quoted(one.key), quoted(same->name)),
                "the log could not tell who it was");
        into.push_back(std::move(read));
    }
}

}  // namespace hm::config
