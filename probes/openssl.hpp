// Owners of what OpenSSL hands out, and its queue of errors in words.
#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>

namespace hm::probes {

template <auto Free>
struct freed_by {
    template <class T>
    void operator()(T* what) const {
        Free(what);
    }
};

using bio_ptr = std::unique_ptr<BIO, freed_by<BIO_free>>;
using evp_pkey_ptr = std::unique_ptr<EVP_PKEY, freed_by<EVP_PKEY_free>>;
using x509_ptr = std::unique_ptr<X509, freed_by<X509_free>>;
using x509_store_ptr = std::unique_ptr<X509_STORE, freed_by<X509_STORE_free>>;
using ssl_ctx_ptr = std::unique_ptr<SSL_CTX, freed_by<SSL_CTX_free>>;
using ssl_ptr = std::unique_ptr<SSL, freed_by<SSL_free>>;
using ssl_session_ptr = std::unique_ptr<SSL_SESSION, freed_by<SSL_SESSION_free>>;

// Reads from `text`, which must outlive it. Null for what is too large for OpenSSL.
bio_ptr reader_of(std::string_view text);

// What a memory BIO holds.
std::string_view held_by(BIO& bio);

// Of this thread's queue of errors the oldest, which is the cause of the others: "no start line". What a peer
// has sent as an alert is told as its words: "the peer says: protocol version". Empties the queue.
std::string openssl_words();

}  // namespace hm::probes
