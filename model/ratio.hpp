// Shares and percentages, exact.
#pragma once

#include <cstdint>

namespace hm::model {

// An exact ratio in parts per billion: 99.95 % is 999'500'000.
using parts_per_billion = std::int64_t;
inline constexpr parts_per_billion whole = 1'000'000'000;

}  // namespace hm::model
