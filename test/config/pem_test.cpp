#include "config/pem.hpp"

#include <catch2/catch.hpp>

using namespace hm::config;

namespace {

std::string block(const std::string& label, const std::string& content = "MIIB\n") {
    return "-----BEGIN " + label + "-----\n" + content + "-----END " + label + "-----\n";
}

std::string certificates(const std::string& text) {
    const auto found = pem_blocks(text, pem_kind::certificates);
    return found ? *found.value : found.wrong.message;
}

std::string key(const std::string& text) {
    const auto found = pem_blocks(text, pem_kind::private_key);
    return found ? *found.value : found.wrong.message;
}

}  // namespace

TEST_CASE("of a text only the blocks that are meant are kept", "[config][pem]") {
    const std::string combined = "# the leaf\n" + block("CERTIFICATE", "AAAA\n") + block("EC PARAMETERS") +
                                 block("EC PRIVATE KEY", "CCCC\n") + block("TRUSTED CERTIFICATE", "BBBB\n");
    CHECK(certificates(combined) == block("CERTIFICATE", "AAAA\n") + block("TRUSTED CERTIFICATE", "BBBB\n"));
    CHECK(key(combined) == block("EC PRIVATE KEY", "CCCC\n"));
    CHECK(certificates(block("CERTIFICATE", "MIIB\r\n")) == block("CERTIFICATE", "MIIB\r\n"));
    CHECK(certificates(block("X509 CERTIFICATE")) == block("X509 CERTIFICATE"));
}

TEST_CASE("a text without what is wanted, or a damaged one, is told as such", "[config][pem]") {
    CHECK(certificates("") == "holds no certificate");
    CHECK(key("no PEM") == "holds no private key");
    CHECK(certificates(block("CERTIFICATE REQUEST")) == "holds no certificate");
    CHECK(key(block("PUBLIC KEY")) == "holds no private key");
    CHECK(certificates("-----BEGIN CERTIFICATE") == "breaks off within a block");
    CHECK(certificates("-----BEGIN CERTIFICATE-----\nMIIB\n-----END X-----") == "breaks off within a block");
    CHECK(certificates(block("CERTIFICATE", "M\x01\n")) == "is damaged: there is no base64 in a block");
    CHECK(key(block("PRIVATE KEY") + block("PRIVATE KEY")) == "holds more than one private key");
}

TEST_CASE("a key that is encrypted cannot be used, in either of its forms", "[config][pem]") {
    CHECK(key(block("ENCRYPTED PRIVATE KEY")) == "holds an encrypted key");
    CHECK(key(block("RSA PRIVATE KEY", "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES\n\nMIIB\n")) ==
          "holds an encrypted key");
}
