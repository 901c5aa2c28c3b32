#include "daemon/alerts/own_trouble.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace hm::daemon {

using model::alerts::trouble;

void own_trouble::add_store(model::alerts::reported& to, const std::optional<store_health>& store,
                            const std::optional<alert_store_health>& alerts) const {
    std::string words;
    if (store && !store->usable) words = "a restart would forget overrides: " + store->trouble;
    if (alerts && !alerts->usable)
        words += (words.empty() ? "" : "; ") + ("a restart would forget alerts: " + alerts->trouble);
    if (!words.empty()) to.daemon.emplace_back(trouble::store, std::move(words));
}

void own_trouble::add_suspicion(model::alerts::reported& to, const model::verdict_table& verdicts) const {
    if (!verdicts.self_suspicion.empty())
        to.daemon.emplace_back(trouble::suspicion, "it suspects itself, and holds its verdicts: " +
                                                       model::printable(verdicts.self_suspicion));
}

void own_trouble::add_overload(model::alerts::reported& to,
                               std::span<const probes::shard_stats* const> shards, model::steady_time now) {
    std::uint64_t missed = 0;
    for (const probes::shard_stats* s : shards) missed += s->runs_missed.get();
    const bool is_calm = !last_missed_ || now - *last_missed_ >= overload_memory;
    if (is_calm) missed_lately_ = 0;
    if (missed > missed_) {
        missed_lately_ += missed - missed_;
        last_missed_ = now;
    }
    missed_ = missed;
    if (missed_lately_ > 0)
        to.daemon.emplace_back(trouble::overload,
                               fmt::format("it cannot keep up: {} runs were left out", missed_lately_));
}

void add_certificates(model::alerts::reported& to, const generation& of) {
    for (const model::signal_id s : of.graph->signals()) {
        const probes::signal_stats& seen = *of.stats[model::index(s)];
        const std::int64_t peer = seen.tls_expires_ms.get(), own = seen.tls_client_expires_ms.get();
        const std::int64_t first = peer == 0 || own == 0 ? std::max(peer, own) : std::min(peer, own);
        if (first != 0)
            to.certificates.emplace_back(of.graph->vertex_of(s),
                                         model::wall_time{std::chrono::milliseconds{first}});
    }
    std::ranges::sort(to.certificates);
}

}  // namespace hm::daemon
