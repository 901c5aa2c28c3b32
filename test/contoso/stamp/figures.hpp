// A service's own measurements under the names of its /stats, the unit in the name.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace contoso {

using figures = std::vector<std::pair<std::string_view, double>>;

// One JSON object, in order, at most three decimals and no exponents, so that a person can read it.
std::string to_json(const figures& values);

}  // namespace contoso
