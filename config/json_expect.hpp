// expect: json: of an http probe: places of the body, by JSON pointer (RFC 6901), and what must stand there:
//
//   "/queue/depth": "< 20"            # begins with a comparator: a comparison, literals as in conditions
//   /status: ok                       # else equal: text, number, true, false; in quotes always text
//   /items: { present: true }         # or absent
#pragma once

#include "config/reader.hpp"
#include "config/substitution.hpp"
#include "model/probe_spec.hpp"

namespace hm::config {

inline constexpr std::size_t max_json_tests = 100;
inline constexpr std::size_t max_pointer_bytes = 1000;

void read_json_expectations(const node& n, substitution& here, std::vector<model::json_test>& into,
                            report& out);

}  // namespace hm::config
