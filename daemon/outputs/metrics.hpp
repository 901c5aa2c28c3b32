// /metrics: Prometheus families filled from a snapshot and the shards' counters, so that the series of a
// removed node are gone by themselves. Names, units and labels are an interface: never renamed.
#pragma once

#include "daemon/http/response.hpp"
#include "daemon/outputs/context.hpp"

#include <prometheus/metric_family.h>

#include <string>
#include <vector>

namespace hm::daemon {

inline constexpr std::string_view metrics_content_type = "text/plain; version=0.0.4; charset=utf-8";

// Of one snapshot: nodes, signals, regions.
std::vector<prometheus::MetricFamily> health_metrics(const model::snapshot& s);
// Of the probing of that snapshot's signals.
std::vector<prometheus::MetricFamily> probe_metrics(const model::snapshot& s, const probe_figures& figures);
// Of the process and its configuration.
std::vector<prometheus::MetricFamily> process_metrics(const output_context& context);

std::string metrics_page(const output_context& context);

// The page for whoever asks: who asks at nearly the same time gets the same one, so that a crowd of scrapers
// costs one rendering, and one page of memory however slowly they read.
class metrics_answers {
public:
    static constexpr std::chrono::milliseconds max_age{100};

    explicit metrics_answers(const output_context& context) : context_(context) {}
    http::response answer();

private:
    // What a page was rendered from, but for counters: it serves for these only.
    struct origin {
        std::uint64_t sequence = 0, generation = 0;
        bool reloaded = false;
        model::wall_time last_reload{};
        bool operator==(const origin&) const = default;
    };
    origin current() const;

    const output_context& context_;
    http::shared_text page_;
    origin of_;
    model::steady_time rendered_{};
};

}  // namespace hm::daemon
