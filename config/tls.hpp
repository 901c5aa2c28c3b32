// tls: { server_name, expected_name, verify, min_version, alpn, ca, certificate, key } of a probe. `ca`,
// `certificate` and `key` are files beside the model file, or PEM texts themselves (from ${credential:…}).
#pragma once

#include "config/reader.hpp"
#include "config/substitution.hpp"
#include "config/tls_store.hpp"

namespace hm::config {

inline constexpr std::size_t max_alpn = 16;        // protocols that are offered
inline constexpr std::size_t max_alpn_name = 255;  // bytes of one (RFC 7301 §3.1)

// What is missing or wrong there has its default.
model::shared_value<model::tls_settings> read_tls(const member& m, substitution& here, tls_store& store,
                                                  report& out);
// `tls: true`, `false` or the same map, where it is a matter of choice; null: no TLS.
model::shared_value<model::tls_settings> read_tls_if_any(const member* m, substitution& here,
                                                         tls_store& store, report& out);
model::shared_value<model::tls_settings> default_tls(tls_store& store);

}  // namespace hm::config
