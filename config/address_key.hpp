// Where a probe goes, in every kind that connects to something: address: "host:port", family: any | 4 | 6 and
// addresses: first | any | quorum | all.
#pragma once

#include "config/reader.hpp"
#include "config/substitution.hpp"
#include "model/target.hpp"

namespace hm::config {

// Host and port, after substitution; the port may be left out when there is a usual one. What is secret of
// them is hidden, and `shown` is what may be shown (empty when all of it). False after a mistake.
bool read_address(const node& n, std::optional<std::uint16_t> usual_port, substitution& here,
                  model::target& into, std::string& shown, report& out);

template <class Spec>
bool read_address(const node& n, std::optional<std::uint16_t> usual_port, substitution& here, Spec& into,
                  report& out) {
    return read_address(n, usual_port, here, into.to, into.shown_address, out);
}

// After the target's host is known: a literal address has its family already.
void read_target_keys(map_reader& keys, model::target& into, report& out);
// Without `addresses`.
void read_family(map_reader& keys, model::target& into, report& out);

}  // namespace hm::config
