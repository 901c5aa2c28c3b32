// The fields of a JSON body that a signal's conditions look at. Pure.
#pragma once

#include "model/observation.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hm::probes::wire {

inline constexpr std::size_t max_json_depth = 32;
inline constexpr std::size_t max_field_text = 1024;  // bytes of a string value; a longer one counts as absent

// One value per path, absent where the body has no such field or it is neither number, boolean nor string.
// Nothing when the body is not JSON at all (or nested deeper than max_json_depth).
std::optional<std::vector<model::body_value>> json_fields(std::string_view body,
                                                          std::span<const std::vector<std::string>> paths);

}  // namespace hm::probes::wire
