#include "config/tokens.hpp"

#include <algorithm>

namespace hm::config {

namespace {

// Visible ASCII: what a header carries as it is (RFC 6750 §2.1 allows even less).
bool is_token_character(char c) {
    return c > 0x20 && c < 0x7f;
}

void warn_written_out(const node& n, std::string_view what, const filled_text& text, report& out) {
    if (text.is_secret() || text.text.empty()) return;
    const auto lines = std::count(text.text.begin(), text.text.end(), '\n') + 1;
    out.hide_lines(n.at, static_cast<int>(lines));
    out.warning_in_secret(n.at, fmt::format("this {} is written out, for all who can read the file", what),
                          "keep it elsewhere: \"${file:PATH}\", \"${credential:NAME}\" or \"${env:NAME}\"");
}

}  // namespace

bool check_token(const node& n, const filled_text& token, report& out) {
    const std::string& text = token.text;
    if (text.size() < min_token_bytes || text.size() > max_token_bytes) {
        out.error_in_secret(n.at,
                            fmt::format("a token has {} to {} bytes, this one has {}", min_token_bytes,
                                        max_token_bytes, text.size()),
                            "make one with: openssl rand -hex 32");
        return false;
    }
    if (!std::all_of(text.begin(), text.end(), is_token_character)) {
        out.error_in_secret(n.at, "a token consists of visible ASCII characters, without blanks",
                            "make one with: openssl rand -hex 32");
        return false;
    }
    warn_written_out(n, "token", token, out);
    return true;
}

std::optional<std::string> read_secret(const node& n, std::string_view what, substitution& here,
                                       report& out) {
    std::optional<filled_text> filled = here.text(n, out);
    if (!filled) return std::nullopt;
    warn_written_out(n, what, *filled, out);
    here.hide(filled->text);
    if (filled->text.size() <= max_password_bytes) return std::move(filled->text);
    out.error_in_secret(n.at, fmt::format("a {} has at most {} bytes", what, max_password_bytes));
    return std::nullopt;
}

}  // namespace hm::config
