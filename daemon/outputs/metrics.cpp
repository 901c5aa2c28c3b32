#include "daemon/outputs/metrics.hpp"

#include "daemon/http/gzip.hpp"
#include "daemon/outputs/alerts.hpp"
#include "daemon/outputs/series_labels.hpp"

namespace hm::daemon {

void write_metrics_page(std::string& page, const output_context& context, const series_labels* l) {
    add_process_metrics(page, context);
    add_alert_metrics(page, context);
    const auto& s = context.state.snapshot;
    if (!s || !l) return;
    add_health_metrics(page, *s, *l);
    if (context.figures) add_probe_metrics(page, *s->model, context.figures(s->generation), *l);
}

metrics_answers::metrics_answers(const output_context& context) : context_(context) {}
metrics_answers::~metrics_answers() = default;

// In the memory of the one before, unless somebody is still reading that: fresh pages of memory cost as much
// as the text in them.
void metrics_answers::render() {
    if (page_.use_count() != 1) page_ = std::make_shared<std::string>();
    page_->clear();
    const auto& s = context_.state.snapshot;
    if (s && (!labels_ || labels_->graph() != s->model)) labels_ = std::make_unique<series_labels>(s->model);
    write_metrics_page(*page_, context_, labels_.get());
}

metrics_answers::origin metrics_answers::current() const {
    const auto& s = context_.state.snapshot;
    return {s ? s->sequence : 0, s ? s->generation : 0, context_.facts.last_reload_successful,
            context_.facts.last_successful_reload};
}

http::response metrics_answers::answer(const http::request& asked) {
    const model::steady_time now = context_.now().steady;
    if (!page_ || now - rendered_ >= max_age || of_ != current()) {
        render();
        gzipped_.reset();
        of_ = current();
        rendered_ = now;
    }
    http::response r;
    r.content_type = metrics_content_type;
    r.shared_body = page_;
    r.add("Vary", "Accept-Encoding");
    if (!http::takes_gzip(asked.accept_encoding)) return r;
    if (!gzipped_) gzipped_ = std::make_shared<const std::string>(http::gzipped(*page_));
    r.shared_body = gzipped_;
    r.add("Content-Encoding", "gzip");
    return r;
}

}  // namespace hm::daemon
