// What alerts go by that is in no picture of the model: the daemon's own troubles, and certificates. Keeps
// how many runs were left out, because only their becoming more is trouble.
#pragma once

#include "daemon/alerts/alert_keeper.hpp"
#include "daemon/generation.hpp"
#include "daemon/store/state_keeper.hpp"
#include "model/alerts/finding.hpp"
#include "model/snapshot.hpp"
#include "probes/stats.hpp"

#include <cstdint>
#include <optional>
#include <span>

namespace hm::daemon {

class own_trouble {
public:
    // Runs that were left out are trouble for so long.
    static constexpr std::chrono::minutes overload_memory{1};

    // Either is absent when there is none.
    void add_store(model::alerts::reported& to, const std::optional<store_health>& store,
                   const std::optional<alert_store_health>& alerts) const;
    void add_suspicion(model::alerts::reported& to, const model::verdict_table& verdicts) const;
    void add_overload(model::alerts::reported& to, std::span<const probes::shard_stats* const> shards,
                      model::steady_time now);

private:
    std::uint64_t missed_ = 0;
    std::uint64_t missed_lately_ = 0;
    std::optional<model::steady_time> last_missed_;
};

// In the order of their vertices. `of`: the generation of the picture.
void add_certificates(model::alerts::reported& to, const generation& of);

}  // namespace hm::daemon
