// Numbers that nobody can foretell: ids of questions, values that are written to be read back.
#pragma once

#include <cstdint>

namespace hm::probes {

// From the system's own source.
std::uint64_t unguessable();

}  // namespace hm::probes
