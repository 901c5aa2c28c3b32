#include "daemon/generators/burn_rates.hpp"

#include <fmt/format.h>

namespace hm::daemon {

double burn_factor(const burn_alert& alert, std::chrono::hours period) {
    return alert.consumed * static_cast<double>(period.count()) / static_cast<double>(alert.length.count());
}

bool can_fire(const burn_alert& alert, std::chrono::hours period, model::parts_per_billion objective) {
    const double budget = static_cast<double>(model::whole - objective) / static_cast<double>(model::whole);
    return burn_factor(alert, period) * budget < 1;
}

std::string decimal_text(model::parts_per_billion ratio) {
    std::string text = fmt::format("{}.{:09}", ratio / model::whole, ratio % model::whole);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text;
}

}  // namespace hm::daemon
