// `tokens:` of the settings: who may ask for what is not open to all, and with which token. A token stands
// there itself, or by its SHA-256, so that whoever reads the file learns nothing.
#pragma once

#include "config/reader.hpp"
#include "config/settings.hpp"
#include "config/substitution.hpp"

namespace hm::config {

void read_tokens(const member& m, substitution& here, std::vector<access_token>& into, report& out);

}  // namespace hm::config
