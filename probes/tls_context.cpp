#include "probes/tls_context.hpp"

#include "probes/certificate.hpp"
#include "probes/pem.hpp"

#include <openssl/err.h>

#include <cstdlib>
#include <filesystem>
#include <new>

namespace hm::probes {

namespace {

using x509_stack_ptr =
    std::unique_ptr<STACK_OF(X509), decltype([](STACK_OF(X509) * list) { sk_X509_free(list); })>;

int number_of(model::tls_version v) {
    switch (v) {
        case model::tls_version::tls1_0:
            return TLS1_VERSION;
        case model::tls_version::tls1_1:
            return TLS1_1_VERSION;
        case model::tls_version::tls1_2:
            return TLS1_2_VERSION;
        case model::tls_version::tls1_3:
            break;
    }
    return TLS1_3_VERSION;
}

// The system's are in one file, or in a folder that OpenSSL looks into when it needs one.
bool has_any(const X509_STORE& store) {
    if (sk_X509_OBJECT_num(X509_STORE_get0_objects(&store)) > 0) return true;
    const char* chosen = std::getenv(X509_get_default_cert_dir_env());
    std::error_code error;
    const bool empty = std::filesystem::is_empty(chosen ? chosen : X509_get_default_cert_dir(), error);
    return !error && !empty;
}

trust system_trust() {
    trust system{x509_store_ptr{X509_STORE_new()}};
    X509_STORE_set_default_paths(system.store.get());
    ERR_clear_error();
    if (!has_any(*system.store)) system.error = "the system has no CA certificates";
    return system;
}

int on_chain(X509_STORE_CTX* chain, void*) {
    const void* ssl = X509_STORE_CTX_get_ex_data(chain, SSL_get_ex_data_X509_STORE_CTX_idx());
    return static_cast<handshake_events*>(SSL_get_app_data(static_cast<const SSL*>(ssl)))->on_chain(*chain);
}

// 1: go on, with the certificate that the context has, or none.
int on_request(SSL*, void* events) {
    static_cast<handshake_events*>(events)->on_request();
    return 1;
}

void on_message(int is_ours, int, int content, const void* data, std::size_t size, SSL*, void* events) {
    if (is_ours || content != SSL3_RT_HANDSHAKE || size == 0) return;
    const int type = *static_cast<const unsigned char*>(data);
    if (type == SSL3_MT_KEY_UPDATE || type == SSL3_MT_HELLO_REQUEST)
        static_cast<handshake_events*>(events)->on_rekeying();
}

// 1: the session is ours now.
int on_session(SSL* ssl, SSL_SESSION* session) {
    static_cast<handshake_events*>(SSL_get_app_data(ssl))->on_session(ssl_session_ptr{session});
    return 1;
}

}  // namespace

trust make_trust(const std::string& ca) {
    if (ca.empty()) return system_trust();
    trust given{x509_store_ptr{X509_STORE_new()}};
    const pem_certificates read = read_certificates(ca);
    if (!read.error.empty()) given.error = "ca: " + read.error;
    for (const x509_ptr& certificate : read.list) X509_STORE_add_cert(given.store.get(), certificate.get());
    // Who is listed is trusted: an intermediate, or a server's own certificate, as well.
    X509_STORE_set_flags(given.store.get(), X509_V_FLAG_PARTIAL_CHAIN);
    return given;
}

tls_context::tls_context(const model::tls_settings& settings, const trust& whom)
    : verifies_(settings.verify), alpn_(settings.alpn), native_(SSL_CTX_new(TLS_client_method())) {
    if (!native_) {
        error_ = "OpenSSL: " + openssl_words();
        return;
    }
    if (verifies_) error_ = whom.error;
    SSL_CTX_set1_cert_store(native_.get(), whom.store.get());
    set_options();
    set_versions(settings.min_version);
    if (!alpn_.empty()) set_alpn();
    if (!settings.certificate.empty()) set_certificate(settings.certificate, settings.key);
}

void tls_context::set_options() {
    SSL_CTX_set_options(native_.get(), SSL_OP_NO_RENEGOTIATION);
    SSL_CTX_set_mode(native_.get(), SSL_MODE_RELEASE_BUFFERS);  // kept connections are idle mostly
    SSL_CTX_set_verify(native_.get(), SSL_VERIFY_PEER, nullptr);
    SSL_CTX_set_cert_verify_callback(native_.get(), hm::probes::on_chain, nullptr);
    SSL_CTX_set_session_cache_mode(native_.get(), SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(native_.get(), hm::probes::on_session);
}

// The security level stays at the system's default, except below TLS 1.2: those versions sign by SHA-1, which
// no level but 0 allows.
void tls_context::set_versions(model::tls_version least) {
    if (least < model::tls_version::tls1_2) SSL_CTX_set_security_level(native_.get(), 0);
    SSL_CTX_set_min_proto_version(native_.get(), number_of(least));
}

void tls_context::set_alpn() {
    std::string list;  // each with its length before it
    for (const std::string& name : alpn_) list += static_cast<char>(name.size()) + name;
    if (SSL_CTX_set_alpn_protos(native_.get(), reinterpret_cast<const unsigned char*>(list.data()),
                                static_cast<unsigned int>(list.size())) != 0)
        error_ = "alpn: " + openssl_words();
}

void tls_context::set_certificate(const std::string& chain, const std::string& key) {
    const pem_certificates own = read_certificates(chain);
    const pem_key secret = read_key(key);
    if (!own.error.empty()) {
        error_ = "own certificate: " + own.error;
        return;
    }
    client_expires_ = facts_of(*own.list.front()).not_after;
    if (!secret.error.empty()) {
        error_ = "own key: " + secret.error;
        return;
    }
    const x509_stack_ptr rest{sk_X509_new_null()};
    for (auto c = own.list.begin() + 1; c != own.list.end(); ++c) sk_X509_push(rest.get(), c->get());
    if (SSL_CTX_use_cert_and_key(native_.get(), own.list.front().get(), secret.key.get(), rest.get(), 1) != 1)
        error_ = "own certificate: " + openssl_words();
}

ssl_ptr tls_context::make_ssl(handshake_events& events) const {
    ssl_ptr ssl{SSL_new(native_.get())};
    BIO* const in = BIO_new(BIO_s_mem());
    BIO* const out = BIO_new(BIO_s_mem());
    if (!ssl || !in || !out) throw std::bad_alloc{};
    SSL_set_bio(ssl.get(), in, out);
    SSL_set_app_data(ssl.get(), &events);
    SSL_set_cert_cb(ssl.get(), on_request, &events);
    SSL_set_msg_callback(ssl.get(), on_message);
    SSL_set_msg_callback_arg(ssl.get(), &events);
    SSL_set_connect_state(ssl.get());
    return ssl;
}

}  // namespace hm::probes
