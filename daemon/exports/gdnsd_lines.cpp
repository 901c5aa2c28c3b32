#include "daemon/exports/gdnsd_lines.hpp"

#include "daemon/outputs/subject.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace hm::daemon {

gdnsd_lines::gdnsd_lines(config::gdnsd_extfile wanted) : wanted_(std::move(wanted)) {
    for (const auto& [address, name] : wanted_.entries)
        last_.push_back(fmt::format("{} => UP/{}\n", address, wanted_.min_ttl.count()));
}

std::optional<std::string> gdnsd_lines::text(const model::verdict_table& t, model::steady_time now) {
    if (!t.ready) return std::nullopt;
    std::string all;
    for (std::size_t i = 0; i < last_.size(); ++i) {
        const auto& [address, name] = wanted_.entries[i];
        if (const auto about = subject_of(t, name.region, name.flow))
            last_[i] = fmt::format("{} => {}/{}\n", address, about->told.serves() ? "UP" : "DOWN",
                                   ttl(about->told, now).count());
        all += last_[i];
    }
    return all;
}

// DNS may remember that an address is out for as long as we promise that it stays out. That one is in is
// never promised.
std::chrono::seconds gdnsd_lines::ttl(const model::region_verdict& told, model::steady_time now) const {
    using steps = std::chrono::duration<std::int64_t, std::ratio<5>>;  // each is a change of the file
    if (told.serves() || told.stays_until <= now) return wanted_.min_ttl;
    return std::clamp<std::chrono::seconds>(std::chrono::floor<steps>(told.stays_until - now),
                                            wanted_.min_ttl, wanted_.max_ttl);
}

}  // namespace hm::daemon
