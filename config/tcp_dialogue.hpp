// dialogue: [{ expect: "^220 " }, { send: "EHLO prober\r\n" }, starttls, …] of a tcp probe.
#pragma once

#include "config/reader.hpp"
#include "config/substitution.hpp"
#include "model/probe_spec.hpp"

namespace hm::config {

inline constexpr std::size_t max_dialogue_steps = 100;
inline constexpr std::size_t max_sent_bytes = 64 * 1024;  // of one step

std::vector<model::tcp_step> read_dialogue(const node& list, substitution& here, report& out);

}  // namespace hm::config
