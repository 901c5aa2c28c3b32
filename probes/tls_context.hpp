// What all TLS connections with the same settings share: an SSL_CTX of OpenSSL with our own certificate, whom
// to trust, and the sessions that can be resumed. Names are not part of it: each connection has its own.
#pragma once

#include "model/tls.hpp"
#include "probes/openssl.hpp"
#include "probes/session_store.hpp"

namespace hm::probes {

// Whom to trust: the certificates of a PEM text, or those of the system when it is empty. The latter takes
// tens of milliseconds.
struct trust {
    x509_store_ptr store;
    std::string error{};  // why it is of no use; empty when it is
};

trust make_trust(const std::string& ca);

// A connection, as OpenSSL calls it back: the app data of its SSL.
class handshake_events {
public:
    // The peer has shown its certificates. False ends the handshake with the alert of the error in `chain`.
    virtual bool on_chain(X509_STORE_CTX& chain) = 0;
    // The peer asks for our certificate.
    virtual void on_request() = 0;
    // The peer wants other keys, or to shake hands again; it is answered.
    virtual void on_rekeying() = 0;
    // The peer gave something to resume with.
    virtual void on_session(ssl_session_ptr session) = 0;

protected:
    ~handshake_events() = default;
};

class tls_context {
public:
    // The names in the settings are not looked at. `whom` may be shared with other contexts.
    tls_context(const model::tls_settings& settings, const trust& whom);

    // Why nothing can be done with it: "own certificate: no start line". Empty when all is well.
    const std::string& error() const { return error_; }
    // A client between two memory BIOs, with `events` as app data, which outlive it. Only without an error().
    ssl_ptr make_ssl(handshake_events& events) const;

    bool verifies() const { return verifies_; }
    const std::vector<std::string>& alpn() const { return alpn_; }
    // The end of our own certificate; nothing when there is none.
    std::optional<model::wall_time> client_expires() const { return client_expires_; }
    session_store& sessions() { return sessions_; }

private:
    void set_options();
    void set_versions(model::tls_version least);
    void set_alpn();
    void set_certificate(const std::string& chain, const std::string& key);

    std::string error_;
    bool verifies_;
    std::vector<std::string> alpn_;
    std::optional<model::wall_time> client_expires_;
    ssl_ctx_ptr native_;
    session_store sessions_;
};

}  // namespace hm::probes
