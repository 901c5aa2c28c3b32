// Where an http request goes, in every kind that makes one: `url:` and `tls:`.
#pragma once

#include "config/reader.hpp"
#include "config/substitution.hpp"
#include "config/tls_store.hpp"
#include "model/probe_spec.hpp"

namespace hm::config {

// The URL is required. What is secret of it is hidden.
void read_http_place(map_reader& keys, substitution& here, tls_store& tls, model::http_spec& into,
                     report& out);

}  // namespace hm::config
