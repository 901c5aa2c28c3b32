#include "daemon/core.hpp"

#include "daemon/clock.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <utility>

namespace hm::daemon {

namespace {

// Between two looks for a verdict that is due, whatever the rules say: core must not spin.
constexpr std::chrono::milliseconds finest_wait{1};

// A signal runs first within min(every, 5 s) (design: scheduling) and then takes at most its timeout.
model::duration first_round(const model::graph& g) {
    constexpr model::duration latest_start = std::chrono::seconds{5};
    constexpr model::duration slack = std::chrono::seconds{1};
    model::duration longest{0};
    for (const model::signal_id s : g.signals()) {
        if (model::is_pushed(*g.spec_of(s))) continue;
        const model::schedule& when = g.spec_of(s)->when;
        longest = std::max(longest, std::min(when.every, latest_start) + when.timeout);
    }
    return longest + slack;
}

model::slo::slicer_limits slicer_limits(const core_timing& timing) {
    model::slo::slicer_limits limits;
    limits.stall = timing.stall;
    return limits;
}

}  // namespace

core::core(unpublished, std::shared_ptr<generation> g, publisher& out, core_timing timing, model::moment now)
    : generation_(std::move(g)),
      graph_(generation_->graph),
      out_(&out),
      timing_(timing),
      evaluator_(graph_),
      verdicts_(graph_),
      rows_(graph_->size()),
      transitions_(graph_),
      suspicion_(graph_),
      maintenance_(graph_),
      objectives_(graph_, slicer_limits(timing)),
      leaves_(graph_->signal_count()),
      first_round_ends_(now.steady + first_round(*graph_)),
      last_look_(now.steady),
      stall_ended_(now.steady) {}

core::core(std::shared_ptr<generation> first, publisher& out, core_timing timing, model::moment now,
           const recalled& before)
    : core(unpublished{}, std::move(first), out, timing, now) {
    recall_overrides(before, now);
    take_words();
    maintain(now);
    evaluator_.evaluate();
    for (std::size_t i = 0; i < graph_->size(); ++i) {
        const model::vertex_id id{static_cast<std::uint32_t>(i)};
        rows_.edit(id) = {evaluator_.at(id), now.wall, nullptr};
    }
    verdicts_.resume(before.verdicts, now);
    verdicts_.step(evaluator_, now);
    publish_verdicts(now);
    publish_rows(now);
}

void core::take(model::moment now) {
    notice_stall(now);
    expire_overrides(now);  // with the verdicts that they held
    fresh_.clear();
    generation_->board.drain([&](model::signal_id s, std::unique_ptr<model::judged_signal> judged) {
        leaves_[model::index(s)].judged = std::move(judged);
        weigh(s);
        fresh_.push_back(s);
    });
    const bool minds_changed = doubt_oneself(now);
    for (const model::signal_id s : fresh_) {
        settle(s, now, true);
        expect_news_of(s, now);
    }
    if (minds_changed) settle_all(now);
    evaluate(now);
}

// What we did not see is no evidence against anybody: nothing is stale for it, and a dwell counts no more of
// it than of a gap that is no stall. So much it does count: a core that is always late must come to a
// verdict, too.
void core::notice_stall(model::moment now) {
    if (now.steady - last_look_ > timing_.stall) {
        stall_ended_ = now.steady;
        verdicts_.stood_still(last_look_ + timing_.stall);
    }
    last_look_ = now.steady;
}

void core::tick(model::moment now) {
    notice_stall(now);
    watch_signals(now);
    expire_overrides(now);
    maintain(now);
    forget_retired(now);
    update_readiness(now);
    evaluate(now);
    publish_rows_if_due(now);
    keep_verdicts_if_due(now);
}

// That a signal still answers matters only while we doubt, and nobody can be stale before stale_from_. So as
// long as nothing fails, a tick does not look at every signal: 100,000 of them, ten times a second, would be
// a fifth of a processor.
void core::watch_signals(model::moment now) {
    const std::uint64_t failures = generation_->board.failures();
    const bool some_failed = std::exchange(failures_seen_, failures) != failures;
    if (some_failed || suspicion_.status() != model::doubt::none)
        for (const model::signal_id s : graph_->signals()) weigh(s);
    const bool minds_changed = doubt_oneself(now);
    const bool doubts = suspicion_.status() != model::doubt::none || suspicion_.in_doubt(now.steady);
    const bool doubted = std::exchange(doubted_, doubts);
    if (minds_changed || doubts || doubted || now.steady >= stale_from_) settle_all(now);
}

void core::weigh(model::signal_id s) {
    leaf& l = leaves_[model::index(s)];
    const signal_board::last_run last = generation_->board.last_of(s);
    if (!last.any || last.result == l.weighed) return;
    l.weighed = last.result;
    suspicion_.saw(s, last.why, last.result);
}

bool core::doubt_oneself(model::moment now) {
    const bool suspected = suspicion_.status() == model::doubt::suspect;
    if (!suspicion_.step(now.steady)) return false;
    if (suspicion_.status() == model::doubt::watching) forget_older_answers();
    const bool suspects = suspicion_.status() == model::doubt::suspect;
    if (suspects != suspected) {
        transitions_.self_suspicion(suspects, suspicion_.grounds(), now);
        publish_verdicts(now);
        rows_dirty_ = true;
    }
    return true;
}

// What came before the watch is no answer to it; a failure is one all the same.
void core::forget_older_answers() {
    for (const model::signal_id s : graph_->signals()) {
        const signal_board::last_run last = generation_->board.last_of(s);
        if (last.why == model::reason::ok || last.why == model::reason::condition)
            leaves_[model::index(s)].weighed = last.result;
    }
}

void core::settle_all(model::moment now) {
    stale_from_ = model::steady_time::max();
    for (const model::signal_id s : graph_->signals()) {
        if (!leaves_[model::index(s)].judged) continue;
        settle(s, now);
        expect_news_of(s, now);
    }
}

// A stale one may come back without a change: it is looked at until it does.
void core::expect_news_of(model::signal_id s, model::moment now) {
    const leaf& l = leaves_[model::index(s)];
    if (!l.judged->ever_known) return;
    const model::steady_time stale_at =
        counts_from(generation_->board.last_of(s)) + graph_->spec_of(s)->when.ttl;
    stale_from_ = std::min(stale_from_, l.given == credit::stale ? now.steady : stale_at);
}

// `fresh`: the shard has just judged anew.
void core::settle(model::signal_id s, model::moment now, bool fresh) {
    leaf& l = leaves_[model::index(s)];
    const credit given = credit_of(s, now);
    if (given == std::exchange(l.given, given) && !(fresh && given == credit::believed)) return;
    const auto& shown = rows_.at(graph_->vertex_of(s)).leaf;
    std::shared_ptr<const model::judged_signal> next = l.judged;
    if (given == credit::waiting && shown) next = shown;
    if (given == credit::disbelieved) next = disbelieved(s, now);
    if (given == credit::stale) next = gone_stale(s, now);
    if (next == shown) return;
    transitions_.signal_changed(graph_->vertex_of(s), shown.get(), *next);
    show(s, std::move(next));
}

core::credit core::credit_of(model::signal_id s, model::moment now) const {
    const leaf& l = leaves_[model::index(s)];
    if (l.judged->ever_known && is_stale(s, generation_->board.last_of(s), now)) return credit::stale;
    const bool unreachable = l.judged->now != model::state::healthy && model::is_network(l.judged->why);
    if (!unreachable) return credit::believed;
    // Once disbelieved, until it came back or everybody had the time to: its first good run does not clear
    // it, because its debounced state is bad for a few more.
    const bool disbelieved = l.given == credit::disbelieved ? suspicion_.in_doubt(now.steady)
                                                            : suspicion_.disbelieves(s, now.steady);
    if (disbelieved) return credit::disbelieved;
    return suspicion_.waits_for(s) ? credit::waiting : credit::believed;
}

// After a stop of our own (suspended process, stalled thread) every signal gets its whole ttl again: we were
// silent, not they.
bool core::is_stale(model::signal_id s, const signal_board::last_run& last, model::moment now) const {
    return now.steady - counts_from(last) > graph_->spec_of(s)->when.ttl;
}

std::shared_ptr<const model::judged_signal> core::gone_stale(model::signal_id s, model::moment now) const {
    const signal_board::last_run last = generation_->board.last_of(s);
    auto unknown = std::make_shared<model::judged_signal>(*leaves_[model::index(s)].judged);
    const bool ran_without_answer = last.result > last.known_result;
    unknown->now = model::state::unknown;
    unknown->pending = model::state::unknown;
    unknown->why = ran_without_answer ? last.why : model::reason::stale;
    unknown->detail = "no result for more than " + model::format_duration(graph_->spec_of(s)->when.ttl);
    unknown->since = now.wall;
    return unknown;
}

std::shared_ptr<const model::judged_signal> core::disbelieved(model::signal_id s, model::moment now) const {
    const model::judged_signal& judged = *leaves_[model::index(s)].judged;
    auto unknown = std::make_shared<model::judged_signal>(judged);
    unknown->now = model::state::unknown;
    unknown->pending = model::state::unknown;
    unknown->why = model::reason::prober_error;
    unknown->detail = model::printable("the daemon suspects itself (" + std::string{to_string(judged.why)} +
                                       "): " + suspicion_.grounds());
    unknown->since = now.wall;
    return unknown;
}

void core::show(model::signal_id s, std::shared_ptr<const model::judged_signal> judged) {
    const model::vertex_id v = graph_->vertex_of(s);
    const bool stale = judged->why == model::reason::stale;
    evaluator_.set_leaf(s, {judged->now, judged->ever_known, stale});
    rows_.edit(v).leaf = std::move(judged);
    changed_.push_back(v);
}

void core::maintain(model::moment now) {
    const std::shared_ptr<const model::maintenance_picture> before = maintenance_.picture();
    if (!maintenance_.step(now.wall)) return;
    const model::maintenance_picture& after = *maintenance_.picture();
    for (const auto& [id, window] : before->covered())
        evaluator_.set_maintenance(id, after.of(id) != nullptr);
    for (const auto& [id, window] : after.covered()) evaluator_.set_maintenance(id, true);
    // Even what stays covered: until when and why may be different now.
    for (const auto* picture : {before.get(), &after})
        for (const auto& [id, window] : picture->covered()) changed_.push_back(id);
    transitions_.maintenance_changed(after);
}

void core::evaluate(model::moment now) {
    evaluator_.advance(now.steady);
    for (model::vertex_id id : evaluator_.evaluate()) {
        const model::vertex_health& h = evaluator_.at(id);
        model::row& r = rows_.edit(id);
        if (r.health.health.now != h.health.now) {
            r.since = now.wall;
            if (graph_->at(id).kind != model::vertex_kind::signal)
                transitions_.node_changed(id, r.health.health.now, h.health);
        }
        r.health = h;
        changed_.push_back(id);
        objectives_.node_changed(id);
    }
    const bool verdicts_moved = verdicts_.step(evaluator_, now);
    if (verdicts_moved) publish_verdicts(now);
    cut_slices(now);
    if (!verdicts_moved) return;
    rows_dirty_ = true;
    publish_rows_if_due(now);
}

void core::cut_slices(model::moment now) {
    const auto number = [this](model::signal_id s) { return generation_->board.number_of(s); };
    if (!objectives_.step(evaluator_, *published_verdicts_, now, number)) return;
    out_->closed(objectives_.closed());
    rows_dirty_ = true;
}

void core::recall_slices(std::span<const model::slo::slice> stored, model::moment now) {
    if (!stored.empty()) return objectives_.recall(stored, now);
    objectives_.recall_is_complete();
    rows_dirty_ = true;
}

void core::update_readiness(model::moment now) {
    if (ready_) return;
    const bool every_signal_ran = std::ranges::all_of(graph_->signals(), [&](model::signal_id s) {
        return model::is_pushed(*graph_->spec_of(s)) || generation_->board.last_of(s).any;
    });
    ready_ = every_signal_ran || now.steady >= first_round_ends_;
    if (!ready_) return;
    publish_verdicts(now);
    publish_rows(now);
}

void core::publish_verdicts(model::moment now) {
    auto table = std::make_shared<model::verdict_table>(verdicts_.table(now));
    table->generation = generation_->number;
    table->sequence = ++sequence_;
    table->ready = ready_;
    table->retired = retired_;
    if (suspicion_.status() == model::doubt::suspect) table->self_suspicion = suspicion_.grounds();
    published_verdicts_ = table;
    objectives_.verdicts_changed();
    verdicts_to_keep_ = true;
    out_->publish(std::move(table));
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
    picture->maintenance = maintenance_.picture();
    picture->overrides = overrides_.in_force();
    picture->attained = objectives_.picture();
    picture->at = now;
    picture->generation = generation_->number;
    picture->sequence = ++sequence_;
    std::sort(changed_.begin(), changed_.end());
    changed_.erase(std::unique(changed_.begin(), changed_.end()), changed_.end());
    picture->changed = std::move(changed_);
    changed_.clear();
    rows_published_ = now.steady;
    rows_dirty_ = false;
    transitions_.verdicts_changed(verdicts_.regions(), *picture);
    out_->publish(std::move(picture));
}

core_loop::core_loop(boost::asio::io_context& io, core& c, core_timing timing)
    : io_(io),
      core_(c),
      timing_(timing),
      timer_(io),
      verdict_timer_(io),
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
        expect_verdict();
        arm();
    });
}

void core_loop::take() {
    if (stopped_) return;
    core_.take(now());
    expect_verdict();
}

// A time that brought nothing is not waited for again: the tick looks after it.
void core_loop::expect_verdict() {
    const model::steady_time due = core_.next_verdict();
    if (due == std::exchange(expected_, due)) return;
    if (due == model::steady_time::max()) {
        verdict_timer_.cancel();
        return;
    }
    verdict_timer_.expires_at(std::max(due, std::chrono::steady_clock::now() + finest_wait));
    verdict_timer_.async_wait([this](boost::system::error_code cancelled) {
        if (!cancelled) take();
    });
}

void core_loop::stop() {
    stopped_ = true;
    timer_.cancel();
    verdict_timer_.cancel();
}

void core_loop::wake() {
    boost::asio::post(io_, [this] { take(); });
}

model::steady_time core_loop::last_heartbeat() const {
    return model::steady_time{std::chrono::nanoseconds{heartbeat_ns_.load(std::memory_order_relaxed)}};
}

}  // namespace hm::daemon
