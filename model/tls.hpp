// TLS as the model knows it: what a probe asks for, and what it saw. The texts of certificates and keys are
// in the settings themselves, so that a changed file is a changed spec.
#pragma once

#include "model/time.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hm::model {

enum class tls_version : std::uint8_t { tls1_0, tls1_1, tls1_2, tls1_3 };

std::string_view to_string(tls_version v);  // "1.2"

struct tls_settings {
    std::string server_name;    // sent as SNI; empty: the target's host, when it is a name
    std::string expected_name;  // what the certificate must be for; empty: server_name, else the host
    bool verify = true;         // false: any certificate will do; the facts are told all the same
    tls_version min_version = tls_version::tls1_2;
    std::vector<std::string> alpn;  // in order of preference; empty: nothing is offered
    std::string ca;                 // PEM, instead of the system's; empty: the system's
    std::string certificate;        // PEM chain of our own, leaf first; empty: none
    std::string key;                // PEM; a secret
    friend bool operator==(const tls_settings&, const tls_settings&) = default;
};

// One certificate, in printable text.
struct certificate_facts {
    std::string subject, issuer;     // "CN=api.test,O=Contoso"
    std::vector<std::string> names;  // DNS names and addresses that it is for
    wall_time not_before{}, not_after{};
    std::string sha256;  // fingerprint, hex
    friend bool operator==(const certificate_facts&, const certificate_facts&) = default;
};

// What a handshake told, a failed one, too.
struct tls_facts {
    std::string version, cipher, alpn;  // "TLSv1.3"; empty when the handshake did not come so far
    bool resumed = false;
    std::vector<certificate_facts> chain;  // as the peer sent it, leaf first
    // The soonest end of the verified chain; of what was sent, when it could not be verified.
    std::optional<wall_time> expires;
    std::optional<wall_time> client_expires;  // of our own certificate
    friend bool operator==(const tls_facts&, const tls_facts&) = default;
};

}  // namespace hm::model
