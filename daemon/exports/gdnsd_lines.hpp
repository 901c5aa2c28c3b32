// What gdnsd's extfile plugin reads of us, in its direct mode: pure, verdicts in, the file's text out.
//
//   192.0.2.11 => UP/5
//   192.0.2.12 => DOWN/60
//
// One bad line makes gdnsd refuse the whole file, and one that is missing counts as up: every entry is always
// there.
#pragma once

#include "config/settings.hpp"
#include "model/snapshot.hpp"

#include <optional>
#include <string>
#include <vector>

namespace hm::daemon {

class gdnsd_lines {
public:
    explicit gdnsd_lines(config::gdnsd_extfile wanted);

    // Absent before the first round of probing is complete: what an earlier daemon left is better. An entry
    // whose name a reload took away stays as it was last.
    std::optional<std::string> text(const model::verdict_table& t, model::steady_time now);

private:
    std::chrono::seconds ttl(const model::region_verdict& told, model::steady_time now) const;

    const config::gdnsd_extfile wanted_;
    std::vector<std::string> last_;  // of each entry
};

}  // namespace hm::daemon
