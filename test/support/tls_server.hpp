// A TLS server without a socket: OpenSSL's own, as the other end of a tls_session.
#pragma once

#include "model/tls.hpp"
#include "probes/openssl.hpp"
#include "test/support/certificates.hpp"

#include <string>
#include <vector>

namespace hm::test {

struct tls_server_options {
    identity own;
    std::string chain{};      // PEM, sent behind its own certificate
    std::string client_ca{};  // PEM; not empty: a certificate by it is demanded
    model::tls_version least = model::tls_version::tls1_0, most = model::tls_version::tls1_3;
    std::vector<std::string> alpn{};  // chosen from; empty: the offer is not looked at
};

class tls_server {
public:
    explicit tls_server(tls_server_options options);

    class connection {
    public:
        explicit connection(const tls_server& server);

        // Takes what the client sent; what must go to it is appended to `to`. True while it has no complaint.
        bool receive(std::string_view received, std::string& to);
        void send(std::string_view plain);
        void send_ticket();
        void ask_for_other_keys();  // by TLS 1.3 a key update, before it another handshake
        void close();

        bool ready() const { return SSL_is_init_finished(ssl_.get()); }
        const std::string& plain() const { return plain_; }  // all that the client said
        std::string sni() const;                             // empty when it sent none

    private:
        probes::ssl_ptr ssl_;
        std::string plain_;
    };

private:
    static int choose_alpn(SSL* ssl, const unsigned char** chosen, unsigned char* size,
                           const unsigned char* offered, unsigned int offered_size, void* self);

    tls_server_options options_;
    probes::ssl_ctx_ptr native_;
};

}  // namespace hm::test
