#include "model/drain_check.hpp"

#include "model/guard.hpp"

#include <fmt/format.h>

namespace hm::model {

std::string drain_objection(std::span<const told_region> regions, std::size_t drained,
                            const traffic_rules& rules) {
    if (!rules.guard || !regions[drained].serves) return {};
    std::size_t known = 0, serving = 0;
    double left = 0, all = 0;
    for (std::size_t r = 0; r < regions.size(); ++r) {
        const told_region& t = regions[r];
        const double share = static_cast<double>(t.share);
        all += share;
        known += t.known || r == drained;
        if (!t.serves || r == drained) continue;
        left += share;
        serving += t.known;
    }
    if (serving == 0) return std::string{nobody_left};
    if (known - serving > known / 2)
        return fmt::format("{} of {} regions would be left, fewer than half", serving, known);
    if (!keeps_capacity(left, all, rules))
        return fmt::format("{:.0f} % of the capacity would be left, less than traffic.capacity",
                           100 * left / all);
    return {};
}

}  // namespace hm::model
