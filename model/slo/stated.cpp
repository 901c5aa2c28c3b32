#include "model/slo/stated.hpp"

namespace hm::model {

double unavailability(const stated_availability& stated) {
    if (const auto* share = std::get_if<parts_per_billion>(&stated))
        return static_cast<double>(whole - *share) / static_cast<double>(whole);
    const auto& times = std::get<repair_times>(stated);
    const auto down = static_cast<double>(times.to_repair.count());
    return down / (static_cast<double>(times.between_failures.count()) + down);
}

}  // namespace hm::model
