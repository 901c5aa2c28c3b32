// family: any | 4 | 6 and addresses: first | any | quorum | all, of every probe that connects to something.
#pragma once

#include "config/reader.hpp"
#include "model/target.hpp"

namespace hm::config {

// After the target's host is known: a literal address has its family already.
void read_target_keys(map_reader& keys, model::target& into, report& out);

}  // namespace hm::config
