#include "test/support/tls_server.hpp"

#include "probes/pem.hpp"

#include <openssl/err.h>

#include <array>
#include <stdexcept>

namespace hm::test {

using namespace hm::probes;

namespace {

void require(bool holds) {
    if (!holds) throw std::runtime_error{openssl_words()};
}

int number_of(model::tls_version v) {
    return TLS1_VERSION + static_cast<int>(v);
}

void demand_certificate(SSL_CTX& context, const std::string& ca) {
    const pem_certificates trusted = read_certificates(ca);
    for (const x509_ptr& c : trusted.list) {
        X509_STORE_add_cert(SSL_CTX_get_cert_store(&context), c.get());
        SSL_CTX_add_client_CA(&context, c.get());
    }
    SSL_CTX_set_verify(&context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
}

}  // namespace

tls_server::tls_server(tls_server_options options)
    : options_(std::move(options)), native_(SSL_CTX_new(TLS_server_method())) {
    SSL_CTX* const context = native_.get();
    SSL_CTX_set_security_level(context, 0);  // or it would not speak the old versions
    SSL_CTX_set_min_proto_version(context, number_of(options_.least));
    SSL_CTX_set_max_proto_version(context, number_of(options_.most));
    const pem_certificates own = read_certificates(options_.own.certificate);
    require(SSL_CTX_use_certificate(context, own.list.at(0).get()) == 1);
    require(SSL_CTX_use_PrivateKey(context, read_key(options_.own.key).key.get()) == 1);
    for (const x509_ptr& c : read_certificates(options_.chain).list)
        SSL_CTX_add1_chain_cert(context, c.get());
    if (!options_.client_ca.empty()) demand_certificate(*context, options_.client_ca);
    const unsigned char id = 1;  // without it, no session of a client with a certificate is resumed
    SSL_CTX_set_session_id_context(context, &id, 1);
    if (!options_.alpn.empty()) SSL_CTX_set_alpn_select_cb(context, choose_alpn, this);
}

int tls_server::choose_alpn(SSL*, const unsigned char** chosen, unsigned char* size,
                            const unsigned char* offered, unsigned int offered_size, void* self) {
    const std::string_view list{reinterpret_cast<const char*>(offered), offered_size};
    for (const std::string& name : static_cast<tls_server*>(self)->options_.alpn) {
        const std::size_t at = list.find(static_cast<char>(name.size()) + name);
        if (at == std::string_view::npos) continue;
        *chosen = offered + at + 1;
        *size = static_cast<unsigned char>(name.size());
        return SSL_TLSEXT_ERR_OK;
    }
    return SSL_TLSEXT_ERR_ALERT_FATAL;
}

tls_server::connection::connection(const tls_server& server) : ssl_(SSL_new(server.native_.get())) {
    BIO* const in = BIO_new(BIO_s_mem());
    BIO* const out = BIO_new(BIO_s_mem());
    SSL_set_bio(ssl_.get(), in, out);
    SSL_set_accept_state(ssl_.get());
}

bool tls_server::connection::receive(std::string_view received, std::string& to) {
    ERR_clear_error();
    BIO_write(SSL_get_rbio(ssl_.get()), received.data(), static_cast<int>(received.size()));
    std::array<char, 4096> room;
    std::size_t bytes = 0;
    while (SSL_read_ex(ssl_.get(), room.data(), room.size(), &bytes) == 1) plain_.append(room.data(), bytes);
    const int error = SSL_get_error(ssl_.get(), 0);
    BIO* const out = SSL_get_wbio(ssl_.get());
    to += held_by(*out);
    (void)BIO_reset(out);
    return error == SSL_ERROR_WANT_READ;
}

void tls_server::connection::send(std::string_view plain) {
    std::size_t written = 0;
    require(SSL_write_ex(ssl_.get(), plain.data(), plain.size(), &written) == 1);
}

void tls_server::connection::send_ticket() {
    require(SSL_new_session_ticket(ssl_.get()) == 1 && SSL_do_handshake(ssl_.get()) == 1);
}

void tls_server::connection::ask_for_other_keys() {
    const bool new_one = SSL_version(ssl_.get()) == TLS1_3_VERSION;
    require(1 ==
            (new_one ? SSL_key_update(ssl_.get(), SSL_KEY_UPDATE_REQUESTED) : SSL_renegotiate(ssl_.get())));
    require(SSL_do_handshake(ssl_.get()) == 1);
}

void tls_server::connection::close() {
    SSL_shutdown(ssl_.get());
}

std::string tls_server::connection::sni() const {
    const char* name = SSL_get_servername(ssl_.get(), TLSEXT_NAMETYPE_host_name);
    return name ? name : "";
}

}  // namespace hm::test
