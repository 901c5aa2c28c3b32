#include "daemon/core.hpp"

#include "daemon/clock.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>

namespace hm::daemon {

namespace {

// A signal runs first within min(every, 5 s) (design: scheduling) and then takes at most its timeout.
model::duration first_round(const model::graph& g) {
    constexpr model::duration latest_start = std::chrono::seconds{5};
    constexpr model::duration slack = std::chrono::seconds{1};
    model::duration longest{0};
    for (std::size_t i = 0; i < g.signal_count(); ++i) {
        const model::schedule& s = g.spec_of(model::signal_id{static_cast<std::uint32_t>(i)})->when;
        longest = std::max(longest, std::min(s.every, latest_start) + s.timeout);
    }
    return longest + slack;
}

}  // namespace

core::core(std::shared_ptr<const model::graph> g, signal_board& board, publisher& out,
           std::uint64_t generation, model::verdict_rules rules, core_timing timing, model::moment now)
    : graph_(std::move(g)),
      board_(board),
      out_(out),
      generation_(generation),
      timing_(timing),
      evaluator_(graph_),
      verdicts_(graph_, rules),
      rows_(graph_->size()),
      transitions_(graph_),
      leaves_(graph_->signal_count()),
      first_round_ends_(now.steady + first_round(*graph_)),
      last_tick_(now.steady),
      stall_ended_(now.steady) {
    for (std::size_t i = 0; i < graph_->size(); ++i) {
        const model::vertex_id id{static_cast<std::uint32_t>(i)};
        rows_.edit(id) = {evaluator_.at(id), now.wall, nullptr};
    }
    verdicts_.step(evaluator_, now);
    publish_verdicts(now);
    publish_rows(now);
}

void core::take(model::moment now) {
    board_.drain([&](model::signal_id s, std::unique_ptr<model::judged_signal> judged) {
        leaf& l = leaves_[model::index(s)];
        std::shared_ptr<const model::judged_signal> latest = std::move(judged);
        transitions_.signal_changed(graph_->vertex_of(s), l.judged.get(), *latest);
        l.judged = latest;
        l.stale = false;
        show(s, std::move(latest));
    });
    evaluate(now);
}

void core::tick(model::moment now) {
    if (now.steady - last_tick_ > timing_.stall) stall_ended_ = now.steady;
    last_tick_ = now.steady;
    sweep(now);
    update_readiness(now);
    evaluate(now);
    publish_rows_if_due(now);
}

// Signals that fell silent become unknown; those that speak again without a change get their state back.
void core::sweep(model::moment now) {
    for (std::size_t i = 0; i < leaves_.size(); ++i) {
        const model::signal_id s{static_cast<std::uint32_t>(i)};
        leaf& l = leaves_[i];
        if (!l.judged || !l.judged->ever_known) continue;
        const signal_board::last_run last = board_.last_of(s);
        const bool stale = is_stale(s, last, now);
        if (stale == l.stale) continue;
        l.stale = stale;
        const auto shown = stale ? gone_stale(s, last, now) : l.judged;
        transitions_.signal_changed(graph_->vertex_of(s), rows_.at(graph_->vertex_of(s)).leaf.get(), *shown);
        show(s, shown);
    }
}

// After a stop of our own (suspended process, stalled thread) every signal gets its whole ttl again: we were
// silent, not they.
bool core::is_stale(model::signal_id s, const signal_board::last_run& last, model::moment now) const {
    const model::steady_time counts_from = std::max(last.known_result, stall_ended_);
    return now.steady - counts_from > graph_->spec_of(s)->when.ttl;
}

std::shared_ptr<const model::judged_signal> core::gone_stale(model::signal_id s,
                                                             const signal_board::last_run& last,
                                                             model::moment now) const {
    auto unknown = std::make_shared<model::judged_signal>(*leaves_[model::index(s)].judged);
    const bool ran_without_answer = last.result > last.known_result;
    unknown->now = model::state::unknown;
    unknown->pending = model::state::unknown;
    unknown->why = ran_without_answer ? last.why : model::reason::stale;
    unknown->detail = "no result for more than " + model::format_duration(graph_->spec_of(s)->when.ttl);
    unknown->since = now.wall;
    return unknown;
}

void core::show(model::signal_id s, std::shared_ptr<const model::judged_signal> judged) {
    const model::vertex_id v = graph_->vertex_of(s);
    evaluator_.set_leaf(s, {judged->now, judged->ever_known});
    rows_.edit(v).leaf = std::move(judged);
    changed_.push_back(v);
}

void core::evaluate(model::moment now) {
    for (model::vertex_id id : evaluator_.evaluate()) {
        const model::vertex_health& h = evaluator_.at(id);
        model::row& r = rows_.edit(id);
        if (r.health.health != h.health) {
            r.since = now.wall;
            if (graph_->at(id).kind != model::vertex_kind::signal)
                transitions_.node_changed(id, r.health.health, h.health, h.health_score);
        }
        r.health = h;
        changed_.push_back(id);
    }
    if (!verdicts_.step(evaluator_, now)) return;
    publish_verdicts(now);
    rows_dirty_ = true;
    publish_rows_if_due(now);
}

void core::update_readiness(model::moment now) {
    if (ready_) return;
    bool every_signal_ran = true;
    for (std::size_t i = 0; i < leaves_.size() && every_signal_ran; ++i)
        every_signal_ran = board_.last_of(model::signal_id{static_cast<std::uint32_t>(i)}).any;
    ready_ = every_signal_ran || now.steady >= first_round_ends_;
    if (!ready_) return;
    publish_verdicts(now);
    publish_rows(now);
}

void core::publish_verdicts(model::moment now) {
    auto table = std::make_shared<model::verdict_table>(verdicts_.table(now));
    table->generation = generation_;
    table->sequence = ++sequence_;
    table->ready = ready_;
    published_verdicts_ = table;
    out_.publish(std::move(table));
}

void core::publish_rows_if_due(model::moment now) {
    const bool due = now.steady - rows_published_ >= timing_.publish_interval;
    if (due && (rows_dirty_ || !changed_.empty())) publish_rows(now);
}

void core::publish_rows(model::moment now) {
    auto picture = std::make_shared<model::snapshot>();
    picture->model = graph_;
    picture->rows = rows_.publish();
    picture->verdicts = published_verdicts_;
    picture->at = now;
    picture->generation = generation_;
    picture->sequence = ++sequence_;
    std::sort(changed_.begin(), changed_.end());
    changed_.erase(std::unique(changed_.begin(), changed_.end()), changed_.end());
    picture->changed = std::move(changed_);
    changed_.clear();
    rows_published_ = now.steady;
    rows_dirty_ = false;
    transitions_.verdicts_changed(verdicts_.regions(), now, *picture);
    out_.publish(std::move(picture));
}

core_loop::core_loop(boost::asio::io_context& io, core& c, core_timing timing)
    : io_(io),
      core_(c),
      timing_(timing),
      timer_(io),
      heartbeat_ns_(now().steady.time_since_epoch().count()) {}

void core_loop::start() {
    arm();
}

void core_loop::arm() {
    timer_.expires_after(timing_.tick);
    timer_.async_wait([this](boost::system::error_code) {
        if (stopped_) return;
        const model::moment at = now();
        heartbeat_ns_.store(at.steady.time_since_epoch().count(), std::memory_order_relaxed);
        core_.tick(at);
        arm();
    });
}

void core_loop::stop() {
    stopped_ = true;
    timer_.cancel();
}

void core_loop::wake() {
    boost::asio::post(io_, [this] {
        if (!stopped_) core_.take(now());
    });
}

model::steady_time core_loop::last_heartbeat() const {
    return model::steady_time{std::chrono::nanoseconds{heartbeat_ns_.load(std::memory_order_relaxed)}};
}

}  // namespace hm::daemon
