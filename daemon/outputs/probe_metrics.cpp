#include "daemon/outputs/metrics.hpp"

#include "daemon/outputs/exposition.hpp"
#include "daemon/outputs/series_labels.hpp"
#include "model/probe_spec.hpp"

namespace hm::daemon {

namespace {

// `add`: what each signal that is probed adds, given its labels and its figures.
template <class Add>
void for_each_signal(const model::graph& g, const probe_figures& figures, const series_labels& l, Add&& add) {
    for (const model::signal_id s : g.signals()) {
        if (model::index(s) >= figures.signals.size()) return;
        add(l.of(g.vertex_of(s)), *figures.signals[model::index(s)]);
    }
}

void add_results(std::string& to, const model::graph& g, const probe_figures& figures,
                 const series_labels& l) {
    std::array<labels, model::reason_count> reasons;
    for (std::size_t r = 0; r < reasons.size(); ++r)
        reasons[r].add("reason", to_string(static_cast<model::reason>(r)));
    family results(to, metric_type::counter, "healthmodel_probe_results_total",
                   "Runs of the signal by how they ended.");
    for_each_signal(g, figures, l, [&](std::string_view of, const probes::signal_stats& f) {
        for (std::size_t r = 0; r < reasons.size(); ++r) {
            const std::uint64_t runs = f.results[r].get();
            if (runs != 0 || static_cast<model::reason>(r) == model::reason::ok)
                results.add(of, reasons[r], decimal{static_cast<std::int64_t>(runs)});
        }
    });
}

// What was not measured has no series.
void add_gauge(std::string& to, const model::graph& g, const probe_figures& figures, const series_labels& l,
               std::string_view name, std::string_view help, probes::gauge probes::signal_stats::*member,
               int places) {
    family f(to, metric_type::gauge, name, help);
    for_each_signal(g, figures, l, [&](std::string_view of, const probes::signal_stats& stats) {
        const std::int64_t value = (stats.*member).get();
        if (value != 0) f.add(of, decimal{value, places});
    });
}

void add_signals(std::string& to, const model::graph& g, const probe_figures& figures,
                 const series_labels& l) {
    using stats = probes::signal_stats;
    constexpr int nanoseconds = 9, milliseconds = 3;
    const auto gauge = [&](std::string_view name, std::string_view help, auto member, int places) {
        add_gauge(to, g, figures, l, name, help, member, places);
    };
    add_results(to, g, figures, l);
    gauge("healthmodel_probe_last_duration_seconds", "How long the signal's last run took.",
          &stats::last_duration_ns, nanoseconds);
    gauge("healthmodel_probe_last_result_timestamp_seconds", "When the signal's last result came.",
          &stats::last_result_ms, milliseconds);
    gauge("healthmodel_probe_tls_expiry_timestamp_seconds",
          "When the first certificate of the chain that the signal's target showed expires.",
          &stats::tls_expires_ms, milliseconds);
    gauge("healthmodel_probe_tls_client_expiry_timestamp_seconds",
          "When the certificate that the signal shows its target expires.", &stats::tls_client_expires_ms,
          milliseconds);
}

void add_durations(std::string& to, const probe_figures& figures) {
    family duration(to, metric_type::histogram, "healthmodel_probe_duration_seconds",
                    "Time of runs by kind of probe and phase.");
    for (std::size_t kind = 0; kind < probes::kind_count; ++kind) {
        for (std::size_t p = 0; p < probes::phase_count; ++p) {
            std::vector<const probes::histogram*> parts;
            for (const probes::shard_stats* shard : figures.shards)
                parts.push_back(&shard->duration[kind][p]);
            duration.add(
                labels{"kind", model::kind_at(kind)}.add("phase", to_string(static_cast<probes::phase>(p))),
                parts);
        }
    }
}

void add_shards(std::string& to, const probe_figures& figures) {
    const auto total = [&](std::string_view name, std::string_view help, auto member) {
        std::uint64_t sum = 0;
        for (const probes::shard_stats* shard : figures.shards) sum += (shard->*member).get();
        family(to, metric_type::counter, name, help).add(labels{}, sum);
    };
    total("healthmodel_probe_runs_missed_total",
          "Due runs that were skipped: too many others were under way, or the daemon was stopped.",
          &probes::shard_stats::runs_missed);
    total("healthmodel_probe_runs_overlapped_total",
          "Due runs that were skipped: the one before was still under way.",
          &probes::shard_stats::runs_overlapped);
    total("healthmodel_dns_queries_total", "Names asked of a name server.",
          &probes::shard_stats::dns_queries);
    total("healthmodel_dns_cache_hits_total", "Names answered from the cache.",
          &probes::shard_stats::dns_cache_hits);
    total("healthmodel_dns_failures_total", "Names that could not be resolved.",
          &probes::shard_stats::dns_failures);

    std::int64_t in_flight = 0, queued = 0;
    std::vector<const probes::histogram*> lags;
    for (const probes::shard_stats* shard : figures.shards) {
        in_flight += shard->in_flight.get();
        queued += shard->queued.get();
        lags.push_back(&shard->lag);
    }
    const auto level = [&](std::string_view name, std::string_view help, std::int64_t value) {
        family(to, metric_type::gauge, name, help).add(labels{}, value);
    };
    level("healthmodel_probe_runs_in_flight", "Runs under way.", in_flight);
    level("healthmodel_probe_runs_queued", "Runs that are due, and wait for a place to run.", queued);
    family(to, metric_type::histogram, "healthmodel_scheduler_lag_seconds",
           "How late runs started after they were due.")
        .add(labels{}, lags);
}

}  // namespace

void add_probe_metrics(std::string& to, const model::graph& g, const probe_figures& figures,
                       const series_labels& l) {
    add_signals(to, g, figures, l);
    add_durations(to, figures);
    add_shards(to, figures);
}

}  // namespace hm::daemon
