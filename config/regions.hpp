// `regions:`: the places where the regional entities run, with their share of traffic and their variables.
#pragma once

#include "config/draft.hpp"

namespace hm::config {

inline constexpr std::size_t max_regions = 1000;
inline constexpr std::size_t max_variables = 1000;  // of one region

void read_regions(const member& regions, draft& d);

// The region of that name; reported when there is none.
std::optional<model::region_id> find_region(std::string_view name, place at, const draft& d);

// `regions: [..]` of an entity: where it runs.
std::vector<model::region_id> read_region_names(const node& list, const draft& d);

}  // namespace hm::config
