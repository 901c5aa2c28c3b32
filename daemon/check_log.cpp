#include "daemon/check_log.hpp"

#include "daemon/log.hpp"

#include <fmt/format.h>

namespace hm::daemon {

void check_log::ran(const std::string& signal, const model::observation& seen) {
    using enum config::log_settings::checks;
    if (wanted_ == none) return;
    const bool bad = seen.judged != model::state::healthy;
    const bool was_bad = !failing_.empty() && failing_.contains(signal);
    if (bad == was_bad && wanted_ != all) return;
    if (bad && !was_bad) failing_.insert(signal);
    if (!bad && was_bad) failing_.erase(signal);
    const std::string latency =
        fmt::format("{:.1f}", std::chrono::duration<double, std::milli>(seen.latency).count());
    log::info(bad       ? "check_failed"
              : was_bad ? "check_recovered"
                        : "check_passed",
              {{"signal", signal},
               {"reason", std::string{to_string(seen.why)}},
               {"latency_ms", latency},
               {"detail", seen.detail}});
}

}  // namespace hm::daemon
