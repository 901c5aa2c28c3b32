// What a certificate says, as people read it: printable and bounded, whatever a peer has put into it. Pure.
#pragma once

#include "model/tls.hpp"

#include <openssl/x509.h>

#include <optional>
#include <vector>

namespace hm::probes {

// How much of a peer's certificates is told; the rest is left out. Each text is cut to model::max_detail.
inline constexpr int max_told_certificates = 10;
inline constexpr std::size_t max_told_names = 32;

// A time that cannot be read is told as 1970.
model::certificate_facts facts_of(const X509& certificate);

// Of a chain, in its order. Null is an empty one, here and below.
std::vector<model::certificate_facts> facts_of(const STACK_OF(X509) * chain);

// The first end of all; nothing for an empty chain.
std::optional<model::wall_time> soonest_end(const STACK_OF(X509) * chain);

// "CN=api.test", or its first name when it has no subject.
const std::string& title_of(const model::certificate_facts& certificate);

}  // namespace hm::probes
