#include "daemon/outputs/metrics.hpp"

#include "daemon/outputs/metric_family.hpp"
#include "daemon/outputs/names.hpp"
#include "model/probe_spec.hpp"

#include <fmt/format.h>
#include <prometheus/text_serializer.h>

#include <array>

namespace hm::daemon {

namespace {

using prometheus::MetricType;

constexpr std::array states{model::state::healthy, model::state::degraded, model::state::unhealthy,
                            model::state::unknown};
constexpr std::array verdicts{model::verdict::up, model::verdict::degraded, model::verdict::down};
constexpr std::array sources{model::verdict_source::computed, model::verdict_source::warming,
                             model::verdict_source::held, model::verdict_source::guard,
                             model::verdict_source::panic};

double seconds(model::wall_time t) {
    return static_cast<double>(t.time_since_epoch().count()) / 1000.0;
}

labels labels_of_node(const model::graph& g, model::vertex_id id) {
    labels l = with({}, "node", g.name(id));
    l = with(std::move(l), "entity", entity_of(g, id));
    l = with(std::move(l), "kind", kind_of(g, id));
    return with(std::move(l), "region", region_of(g, id));
}

// Every signal's: its full name, its entity and its region.
labels labels_of_signal(const model::graph& g, model::vertex_id id) {
    labels l = with({}, "signal", g.name(id));
    l = with(std::move(l), "entity", entity_of(g, id));
    return with(std::move(l), "region", region_of(g, id));
}

void add_nodes(std::vector<prometheus::MetricFamily>& to, const model::snapshot& s) {
    const model::graph& g = *s.model;
    family score(MetricType::Gauge, "healthmodel_node_score",
                 "Score of the node, 0 to 1; absent while its state is unknown.");
    family state(MetricType::Gauge, "healthmodel_node_state",
                 "State of the node by number; healthmodel_state_info names the numbers.");
    family since(MetricType::Gauge, "healthmodel_node_last_change_timestamp_seconds",
                 "When the node's state last changed.");
    family maintenance(MetricType::Gauge, "healthmodel_node_maintenance",
                       "1 for a node that is in maintenance: what is above leaves it out.");
    score.reserve(g.size());
    state.reserve(g.size());
    since.reserve(g.size());
    for_each_node(g, [&](model::vertex_id id) {
        const model::row& r = s.rows.at(id);
        labels l = labels_of_node(g, id);
        const model::standing& health = r.health.health;
        if (health.points.known()) score.gauge(l, health.points.ratio());
        if (r.since != model::wall_time{}) since.gauge(l, seconds(r.since));
        if (r.health.in_maintenance()) maintenance.gauge(l, 1);
        state.gauge(std::move(l), static_cast<double>(health.now.kind()));
    });
    to.push_back(score.take());
    to.push_back(state.take());
    to.push_back(since.take());
    to.push_back(maintenance.take());

    family info(MetricType::Gauge, "healthmodel_state_info", "What the numbers of the state metrics mean.");
    for (const model::state each : states)
        info.gauge(with(with({}, "state", to_string(each)), "value", std::to_string(static_cast<int>(each))),
                   1);
    to.push_back(info.take());
}

void add_signals(std::vector<prometheus::MetricFamily>& to, const model::snapshot& s) {
    const model::graph& g = *s.model;
    family state(MetricType::Gauge, "healthmodel_signal_state",
                 "State of the signal by number; healthmodel_state_info names the numbers.");
    state.reserve(g.signal_count());
    for (std::size_t i = 0; i < g.signal_count(); ++i) {
        const model::signal_id signal{static_cast<std::uint32_t>(i)};
        const model::vertex_id id = g.vertex_of(signal);
        labels l = with(labels_of_signal(g, id), "node", g.name(node_of(g, id)));
        state.gauge(with(std::move(l), "kind", kind_of(g.spec_of(signal)->probe)),
                    static_cast<double>(s.rows.at(id).health.health.now.kind()));
    }
    to.push_back(state.take());
}

template <class Words, class Word>
void one_hot(family& f, const labels& base, std::string_view label, const Words& words, Word holds) {
    for (const Word each : words) f.gauge(with(base, label, to_string(each)), each == holds ? 1 : 0);
}

void add_regions(std::vector<prometheus::MetricFamily>& to, const model::snapshot& s) {
    const auto& regions = s.model->source().regions;
    family effective(MetricType::Gauge, "healthmodel_region_verdict",
                     "1 for the verdict that load balancers are told about the region.");
    family computed(MetricType::Gauge, "healthmodel_region_computed_verdict",
                    "1 for the verdict that the region's routing state alone would give.");
    family source(MetricType::Gauge, "healthmodel_region_verdict_source",
                  "1 for where the region's verdict comes from.");
    family weight(MetricType::Gauge, "healthmodel_region_weight",
                  "Share of the region's configured traffic that it should get, 0 to 1.");
    family since(MetricType::Gauge, "healthmodel_region_last_change_timestamp_seconds",
                 "When the region's verdict last changed.");
    for (std::size_t r = 0; r < regions.size(); ++r) {
        const model::region_verdict& v = s.verdicts->regions[r];
        const labels region = with({}, "region", regions[r].name);
        one_hot(effective, region, "state", verdicts, v.effective);
        one_hot(computed, region, "state", verdicts, v.computed);
        one_hot(source, region, "source", sources, v.source);
        weight.gauge(region, v.weight_percent / 100.0);
        if (v.since != model::wall_time{}) since.gauge(region, seconds(v.since));
    }
    for (family* f : {&effective, &computed, &source, &weight, &since}) to.push_back(f->take());
}

void add_objectives(std::vector<prometheus::MetricFamily>& to, const model::snapshot& s) {
    family objective(MetricType::Gauge, "healthmodel_slo_objective_ratio",
                     "The flow's availability objective, 0 to 1.");
    for (const model::entity& e : s.model->source().entities)
        if (e.objective)
            objective.gauge(with({}, "flow", e.name),
                            static_cast<double>(*e.objective) / static_cast<double>(model::whole));
    to.push_back(objective.take());
}

// Of what has none: no series.
void add_time(family& to, const labels& l, const probes::gauge& ms) {
    if (ms.get() != 0) to.gauge(l, static_cast<double>(ms.get()) * 1e-3);
}

void add_signal_counters(std::vector<prometheus::MetricFamily>& to, const model::snapshot& s,
                         const probe_figures& figures) {
    const model::graph& g = *s.model;
    family results(MetricType::Counter, "healthmodel_probe_results_total",
                   "Runs of the signal by how they ended.");
    family duration(MetricType::Gauge, "healthmodel_probe_last_duration_seconds",
                    "How long the signal's last run took.");
    family at(MetricType::Gauge, "healthmodel_probe_last_result_timestamp_seconds",
              "When the signal's last result came.");
    family expiry(MetricType::Gauge, "healthmodel_probe_tls_expiry_timestamp_seconds",
                  "When the first certificate of the chain that the signal's target showed expires.");
    family own_expiry(MetricType::Gauge, "healthmodel_probe_tls_client_expiry_timestamp_seconds",
                      "When the certificate that the signal shows its target expires.");
    for (std::size_t i = 0; i < std::min(figures.signals.size(), g.signal_count()); ++i) {
        const probes::signal_stats& f = *figures.signals[i];
        const labels l = labels_of_signal(g, g.vertex_of(model::signal_id{static_cast<std::uint32_t>(i)}));
        for (std::size_t r = 0; r < model::reason_count; ++r) {
            const auto why = static_cast<model::reason>(r);
            const std::uint64_t runs = f.results[r].get();
            if (runs != 0 || why == model::reason::ok)
                results.counter(with(l, "reason", to_string(why)), static_cast<double>(runs));
        }
        if (f.last_result_ms.get() == 0) continue;
        duration.gauge(l, static_cast<double>(f.last_duration_ns.get()) * 1e-9);
        at.gauge(l, static_cast<double>(f.last_result_ms.get()) * 1e-3);
        add_time(expiry, l, f.tls_expires_ms);
        add_time(own_expiry, l, f.tls_client_expires_ms);
    }
    for (family* f : {&results, &duration, &at, &expiry, &own_expiry}) to.push_back(f->take());
}

void add_durations(std::vector<prometheus::MetricFamily>& to, const probe_figures& figures) {
    family duration(MetricType::Histogram, "healthmodel_probe_duration_seconds",
                    "Time of runs by kind of probe and phase.");
    for (std::size_t kind = 0; kind < probes::kind_count; ++kind) {
        for (std::size_t p = 0; p < probes::phase_count; ++p) {
            std::vector<const probes::histogram*> parts;
            for (const probes::shard_stats* shard : figures.shards)
                parts.push_back(&shard->duration[kind][p]);
            duration.histogram(with(with({}, "kind", model::kind_at(kind)), "phase",
                                    to_string(static_cast<probes::phase>(p))),
                               parts);
        }
    }
    to.push_back(duration.take());
}

void add_shards(std::vector<prometheus::MetricFamily>& to, const probe_figures& figures) {
    const auto total = [&](std::string_view name, std::string_view help, auto member) {
        double sum = 0;
        for (const probes::shard_stats* shard : figures.shards)
            sum += static_cast<double>((shard->*member).get());
        to.push_back(family(MetricType::Counter, name, help).counter({}, sum).take());
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

    double in_flight = 0, queued = 0;
    std::vector<const probes::histogram*> lags;
    for (const probes::shard_stats* shard : figures.shards) {
        in_flight += static_cast<double>(shard->in_flight.get());
        queued += static_cast<double>(shard->queued.get());
        lags.push_back(&shard->lag);
    }
    const auto level = [&](std::string_view name, std::string_view help, double value) {
        to.push_back(family(MetricType::Gauge, name, help).gauge({}, value).take());
    };
    level("healthmodel_probe_runs_in_flight", "Runs under way.", in_flight);
    level("healthmodel_probe_runs_queued", "Runs that are due, and wait for a place to run.", queued);
    to.push_back(family(MetricType::Histogram, "healthmodel_scheduler_lag_seconds",
                        "How late runs started after they were due.")
                     .histogram({}, lags)
                     .take());
}

template <class T>
void append(std::vector<T>& to, std::vector<T> more) {
    to.insert(to.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

}  // namespace

std::vector<prometheus::MetricFamily> health_metrics(const model::snapshot& s) {
    std::vector<prometheus::MetricFamily> all;
    add_nodes(all, s);
    add_signals(all, s);
    add_regions(all, s);
    add_objectives(all, s);
    return all;
}

std::vector<prometheus::MetricFamily> probe_metrics(const model::snapshot& s, const probe_figures& figures) {
    std::vector<prometheus::MetricFamily> all;
    add_signal_counters(all, s, figures);
    add_durations(all, figures);
    add_shards(all, figures);
    return all;
}

std::string metrics_page(const output_context& context) {
    std::vector<prometheus::MetricFamily> all = process_metrics(context);
    if (const auto& s = context.state.snapshot) {
        append(all, health_metrics(*s));
        if (context.figures) append(all, probe_metrics(*s, context.figures(s->generation)));
    }
    // A family without series would be a lone HELP and TYPE.
    std::erase_if(all, [](const prometheus::MetricFamily& f) { return f.metric.empty(); });
    return prometheus::TextSerializer{}.Serialize(all);
}

metrics_answers::origin metrics_answers::current() const {
    const auto& s = context_.state.snapshot;
    return {s ? s->sequence : 0, s ? s->generation : 0, context_.facts.last_reload_successful,
            context_.facts.last_successful_reload};
}

http::response metrics_answers::answer() {
    const model::steady_time now = context_.now().steady;
    if (!page_ || now - rendered_ >= max_age || of_ != current()) {
        page_ = std::make_shared<const std::string>(metrics_page(context_));
        of_ = current();
        rendered_ = now;
    }
    http::response r;
    r.content_type = metrics_content_type;
    r.shared_body = page_;
    return r;
}

}  // namespace hm::daemon
