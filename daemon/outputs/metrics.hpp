// /metrics: families filled from a snapshot and the shards' counters, so that the series of a
// removed node are gone by themselves. Names, units and labels are an interface: never renamed.
#pragma once

#include "daemon/http/response.hpp"
#include "daemon/outputs/context.hpp"

#include <memory>
#include <string>

namespace hm::daemon {

inline constexpr std::string_view metrics_content_type = "text/plain; version=0.0.4; charset=utf-8";

class series_labels;

// Of one snapshot: nodes, signals, regions. The labels are those of its model.
void add_health_metrics(std::string& to, const model::snapshot& s, const series_labels& l);
// Of the probing of a model's signals.
void add_probe_metrics(std::string& to, const model::graph& g, const probe_figures& figures,
                       const series_labels& l);
// Of the process and its configuration.
void add_process_metrics(std::string& to, const output_context& context);

// All of it; without labels, what belongs to the process.
void write_metrics_page(std::string& page, const output_context& context, const series_labels* l);

// The page for whoever asks: who asks at nearly the same time gets the same one, so that a crowd of scrapers
// costs one rendering, and one page of memory however slowly they read.
class metrics_answers {
public:
    static constexpr std::chrono::milliseconds max_age{100};

    explicit metrics_answers(const output_context& context);
    ~metrics_answers();
    http::response answer(const http::request& asked = {});

private:
    // What a page was rendered from, but for counters: it serves for these only.
    struct origin {
        std::uint64_t sequence = 0, generation = 0;
        bool reloaded = false;
        model::wall_time last_reload{};
        bool operator==(const origin&) const = default;
    };
    origin current() const;
    void render();

    const output_context& context_;
    std::unique_ptr<const series_labels> labels_;  // of the model that the page was rendered from
    std::shared_ptr<std::string> page_;
    http::shared_text gzipped_;  // the same; none before somebody asked for it
    origin of_;
    model::steady_time rendered_{};
};

}  // namespace hm::daemon
