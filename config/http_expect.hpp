// expect: { status, headers, body_contains, body_not_contains, body_matches, body_not_matches, json } of an
// http probe.
#pragma once

#include "config/reader.hpp"
#include "config/substitution.hpp"
#include "model/probe_spec.hpp"

namespace hm::config {

inline constexpr std::size_t max_text_tests = 100;  // of all headers, and of the body

void read_http_expect(const member& m, substitution& here, model::http_expect& into, report& out);

}  // namespace hm::config
