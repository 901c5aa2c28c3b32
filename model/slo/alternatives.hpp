// The same design, changed: another number of regions, a better dependency. For `slo --what-if` and `--set`,
// and for what one more region would bring.
#pragma once

#include "model/definition.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <variant>

namespace hm::model {

inline constexpr std::size_t max_alternative_regions = 100;

// A changed definition, or why there is none, in words.
using alternative = std::variant<std::shared_ptr<const definition>, std::string>;

// So many regions: the last ones go, or more like the first one come, called `region-3` and so on.
alternative with_regions(const definition& d, std::size_t count);

// An entity whose own availability is this, instead of all that the model states of it.
alternative with_availability(const definition& d, std::string_view entity, parts_per_billion share);

}  // namespace hm::model
