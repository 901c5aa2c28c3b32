#include "config/pem.hpp"

#include "config/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace hm::config {

namespace {

constexpr std::string_view begin_mark = "-----BEGIN ", end_mark = "-----END ", dashes = "-----";

struct block {
    std::string_view label;    // CERTIFICATE
    std::string_view content;  // between the two lines
    std::string_view whole;    // with them
};

bool is_certificate(std::string_view label) {
    return label == "CERTIFICATE" || label == "X509 CERTIFICATE" || label == "TRUSTED CERTIFICATE";
}

bool is_private_key(std::string_view label) {
    return label.ends_with("PRIVATE KEY");
}

// Old keys say it in a line of their own, which is no base64 either.
bool is_encrypted(const block& b) {
    return b.label.starts_with("ENCRYPTED") || b.content.find(",ENCRYPTED") != std::string_view::npos;
}

bool is_base64(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) {
        const auto u = static_cast<unsigned char>(c);
        return std::isalnum(u) != 0 || std::isspace(u) != 0 || c == '+' || c == '/' || c == '=';
    });
}

// Moves `rest` behind the block; no value after the last one.
parsed<std::optional<block>> take_block(std::string_view& rest) {
    const std::size_t begin = rest.find(begin_mark);
    if (begin == std::string_view::npos) return std::optional<block>{};
    rest.remove_prefix(begin);
    const std::size_t after_label = rest.find(dashes, begin_mark.size());
    if (after_label == std::string_view::npos) return mistake{"breaks off within a block", {}};
    block b;
    b.label = rest.substr(begin_mark.size(), after_label - begin_mark.size());
    const std::size_t content = after_label + dashes.size();
    const std::string end = fmt::format("{}{}{}", end_mark, b.label, dashes);
    const std::size_t end_at = rest.find(end, content);
    if (end_at == std::string_view::npos) return mistake{"breaks off within a block", {}};
    b.content = rest.substr(content, end_at - content);
    b.whole = rest.substr(0, end_at + end.size());
    rest.remove_prefix(b.whole.size());
    return std::optional{b};
}

mistake nothing_wanted(pem_kind wanted, bool has_others, std::string_view text) {
    const bool is_der = text.starts_with('\x30');
    std::string hint = is_der
                           ? "it seems to be DER: convert it with openssl x509, or openssl pkey, -inform DER"
                           : "PEM is text that begins with -----BEGIN";
    if (has_others) hint = wanted == pem_kind::private_key ? "it holds certificates" : "it holds a key";
    return {wanted == pem_kind::private_key ? "holds no private key" : "holds no certificate",
            std::move(hint)};
}

}  // namespace

bool looks_like_pem(std::string_view text) {
    return text.find(begin_mark) != std::string_view::npos;
}

parsed<std::string> pem_blocks(std::string_view text, pem_kind wanted) {
    std::string found;
    std::size_t count = 0;
    bool has_others = false;
    for (std::string_view rest = text;;) {
        const auto next = take_block(rest);
        if (!next) return next.wrong;
        if (!*next.value) break;
        const block& b = **next.value;
        if (!(wanted == pem_kind::private_key ? is_private_key(b.label) : is_certificate(b.label))) {
            has_others = has_others || is_certificate(b.label) || is_private_key(b.label);
            continue;
        }
        if (is_encrypted(b))
            return mistake{"holds an encrypted key",
                           "there is nobody to ask for its password: decrypt it with openssl pkey"};
        if (!is_base64(b.content)) return mistake{"is damaged: there is no base64 in a block", {}};
        found.append(b.whole).push_back('\n');
        ++count;
    }
    if (count == 0) return nothing_wanted(wanted, has_others, text);
    if (wanted == pem_kind::private_key && count > 1) return mistake{"holds more than one private key", {}};
    return found;
}

}  // namespace hm::config
