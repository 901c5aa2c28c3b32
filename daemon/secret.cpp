#include "daemon/secret.hpp"

#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

#include <array>
#include <span>
#include <stdexcept>

namespace hm::daemon {

namespace {

using digest = std::array<unsigned char, SHA256_DIGEST_LENGTH>;

digest digest_of(std::string_view text) {
    digest d{};
    SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), d.data());
    return d;
}

std::string hexadecimal(std::span<const unsigned char> bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const unsigned char b : bytes) {
        text += digits[b >> 4U];
        text += digits[b & 0xfU];
    }
    return text;
}

}  // namespace

bool same_secret(std::string_view shown, std::string_view expected) {
    const digest a = digest_of(shown), b = digest_of(expected);
    return CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

bool has_digest(std::string_view shown, std::string_view sha256) {
    return same_secret(sha256_of(shown), sha256);
}

std::string sha256_of(std::string_view text) {
    return hexadecimal(digest_of(text));
}

std::string new_token() {
    std::array<unsigned char, 32> random{};
    if (RAND_bytes(random.data(), random.size()) != 1)
        throw std::runtime_error{"the system gave no random numbers"};
    return hexadecimal(random);
}

}  // namespace hm::daemon
