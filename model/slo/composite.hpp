// One slice for several things together, from the slices of each.
#pragma once

#include "model/slo/objective.hpp"
#include "model/slo/slice.hpp"

#include <cstdint>
#include <span>

namespace hm::model::slo {

struct member_slice {
    std::int64_t weight = 1000;  // in thousandths
    const slice* what = nullptr;
};

// Of slices with the same begin and length, at least one. Members of which nothing is known have no say; when
// that is all of them, it is unknown. Events add up. Of `targets`, the worst member's: a slice that is bad
// for any is bad for all.
slice combined(combination by, std::span<const member_slice> members);

}  // namespace hm::model::slo
