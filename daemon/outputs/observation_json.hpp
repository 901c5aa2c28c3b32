// A run of a signal and what its TLS handshake told, as JSON: of the daemon's API, and of `healthmodeld
// probe`. Members of an object that is open, or a value.
#pragma once

#include "daemon/outputs/json_writer.hpp"
#include "model/observation.hpp"

#include <string>
#include <vector>

namespace hm::daemon {

// {at, latency_ms, reason, status, detail, judged, peer, phases, addresses}; what is not known is left out.
// `secrets`: what no text of it shows.
void write_observation(json_writer& w, const model::observation& seen,
                       const std::vector<std::string>& secrets);

// {version, cipher, alpn, resumed, expires, client_expires, chain: [{subject, issuer, names, not_before,
// not_after, sha256}]}
void write_tls(json_writer& w, const model::tls_facts& facts, const std::vector<std::string>& secrets);

}  // namespace hm::daemon
