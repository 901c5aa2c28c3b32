// Whether a peer's certificate will do; OpenSSL judges, without stopping at the first mistake. Of several the
// reason is the first of: untrusted, for another name, expired. What an untrusted certificate says of names
// and dates anybody could have written, and one for another name belongs to somebody else; only then do its
// dates matter. (Browsers keep the same order.) The words tell all of them.
#pragma once

#include "model/reason.hpp"
#include "model/tls.hpp"

#include <openssl/x509.h>

namespace hm::probes {

struct verification {
    std::vector<model::certificate_facts> chain;  // as sent
    std::optional<model::wall_time> expires;      // see model::tls_facts
    model::reason why = model::reason::ok;
    std::string words{};
};

// Verifies what `chain` was set up with. On failure its error is the one of that reason, so that the peer
// hears the right alert. `expected_name` is for the words: what is checked is in the parameters of `chain`.
verification verify(X509_STORE_CTX& chain, std::string_view expected_name);

// The facts alone; for those who asked for any certificate.
verification look_at(X509_STORE_CTX& chain);

}  // namespace hm::probes
