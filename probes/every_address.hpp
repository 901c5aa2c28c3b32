// A probe of all addresses that a name has: a run of the kind's own probe at each of them, and one
// observation of them together. For `addresses: any|quorum|all`; no kind knows of it.
#pragma once

#include "probes/probe.hpp"

namespace hm::probes {

// A name with more of them: the first so many, in the name server's order.
inline constexpr std::size_t max_addresses = 32;

// `each` must make runs that obey environment::only; `to` lives in `spec`.
std::unique_ptr<probe> probe_every_address(std::unique_ptr<probe> each, const model::target& to,
                                           std::shared_ptr<const model::signal_spec> spec);

// How many of `addresses` must answer well.
std::size_t needed(model::address_rule rule, std::size_t addresses);

}  // namespace hm::probes
