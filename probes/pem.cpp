#include "probes/pem.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>

namespace hm::probes {

namespace {

// Without one OpenSSL would ask at the terminal.
int no_password(char*, int, int, void* asked) {
    if (asked) *static_cast<bool*>(asked) = true;
    return -1;
}

}  // namespace

pem_certificates read_certificates(std::string_view pem) {
    pem_certificates read;
    const bio_ptr text = reader_of(pem);
    ERR_clear_error();
    while (x509_ptr next{PEM_read_bio_X509(text.get(), nullptr, no_password, nullptr)})
        read.list.push_back(std::move(next));
    const bool at_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
    if (!at_end || read.list.empty()) read.error = openssl_words();
    ERR_clear_error();
    return read;
}

pem_key read_key(std::string_view pem) {
    const bio_ptr text = reader_of(pem);
    ERR_clear_error();
    bool asked = false;
    pem_key read{evp_pkey_ptr{PEM_read_bio_PrivateKey(text.get(), nullptr, no_password, &asked)}, {}};
    if (!read.key) read.error = asked ? "it is encrypted" : "no key that can be read: " + openssl_words();
    ERR_clear_error();
    return read;
}

}  // namespace hm::probes
