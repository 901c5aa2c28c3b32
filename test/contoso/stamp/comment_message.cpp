#include "test/contoso/stamp/comment_message.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <boost/json/serialize.hpp>

#include <array>
#include <random>

namespace contoso {

namespace json = boost::json;

namespace {

// HMAC-SHA256 (RFC 2104) in hexadecimal.
std::string signature(std::string_view text, std::string_view key) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
    unsigned size = 0;
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
         reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data(), &size);
    std::string hex;
    for (unsigned i = 0; i < size; ++i) hex += fmt::format("{:02x}", digest[i]);
    return hex;
}

// As JSON: there is one way only to read it back into its parts.
std::string signed_text(const comment_message& m) {
    return json::serialize(json::array{m.item, m.written.id, m.written.author, m.written.text, m.probe});
}

std::optional<std::string> text_in(const json::object& sealed, std::string_view key) {
    const json::value* found = sealed.if_contains(key);
    if (!found || !found->is_string()) return std::nullopt;
    return std::string(found->get_string());
}

}  // namespace

std::string new_comment_id() {
    static std::mt19937_64 random(std::random_device{}());
    return fmt::format("{:016x}", random());
}

bool is_probe(const json::value& message) {
    const json::value* marker = message.is_object() ? message.get_object().if_contains("probe") : nullptr;
    return marker && marker->is_bool() && marker->get_bool();
}

json::object seal(const comment_message& m, std::string_view key) {
    json::object sealed;
    sealed["item"] = m.item;
    sealed["id"] = m.written.id;
    sealed["author"] = m.written.author;
    sealed["text"] = m.written.text;
    if (m.probe) sealed["probe"] = true;
    sealed["signature"] = signature(signed_text(m), key);
    return sealed;
}

std::optional<comment_message> unseal(const json::object& sealed, std::string_view key) {
    const auto item = text_in(sealed, "item");
    const auto id = text_in(sealed, "id");
    const auto author = text_in(sealed, "author");
    const auto text = text_in(sealed, "text");
    if (!item || !id || !author || !text) return std::nullopt;
    comment_message m{*item, {*id, *author, *text}, is_probe(sealed)};
    if (text_in(sealed, "signature") != signature(signed_text(m), key)) return std::nullopt;
    return m;
}

}  // namespace contoso
