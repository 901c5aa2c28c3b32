#include "config/tokens.hpp"

#include <algorithm>

namespace hm::config {

namespace {

// Visible ASCII: what a header carries as it is (RFC 6750 §2.1 allows even less).
bool is_token_character(char c) {
    return c > 0x20 && c < 0x7f;
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
    if (!token.is_secret())
        out.warning_in_secret(
            n.at, "this token is written out, for all who can read the file",
            "keep it elsewhere: \"${file:PATH}\", \"${credential:NAME}\" or \"${env:NAME}\"");
    return true;
}

}  // namespace hm::config
