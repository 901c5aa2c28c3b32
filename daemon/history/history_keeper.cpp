#include "daemon/history/history_keeper.hpp"

#include "daemon/clock.hpp"
#include "daemon/log.hpp"
#include "daemon/outputs/names.hpp"

#include <fmt/format.h>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <iterator>
#include <utility>

namespace hm::daemon {

namespace {

model::wall_time minute_of(model::wall_time t) {
    return std::chrono::floor<std::chrono::minutes>(t);
}

}  // namespace

history_keeper::history_keeper(std::string path, history_bounds bounds, boost::asio::io_context& grave,
                               const char* vfs)
    : timer_(thread_.context()), grave_(grave), bounds_(bounds), file_(std::move(path), vfs) {}

history_keeper::~history_keeper() {
    stop(std::chrono::seconds{2});
}

void history_keeper::start() {
    latencies_from_ = minute_of(now().wall);
    boost::asio::post(thread_.context(), [this] { beat(); });
    thread_.start();
}

void history_keeper::stop(std::chrono::milliseconds limit) {
    boost::asio::post(thread_.context(), [this, until = now().steady + limit] {
        if (std::exchange(stopping_, true)) return;
        timer_.cancel();
        do {
            collect();
            flush();
        } while ((current_ || !closed_.empty() || !queue_.empty()) && !retry_.next_try() &&
                 now().steady < until);
    });
    thread_.release();
    thread_.join(limit);
}

void history_keeper::publish(const std::shared_ptr<const model::snapshot>& s) {
    if (!queue_.put(s) || called_.exchange(true, std::memory_order_acq_rel)) return;
    boost::asio::post(thread_.context(), [this] {
        called_.store(false, std::memory_order_release);
        if (!stopping_) beat();
    });
}

void history_keeper::follow(std::shared_ptr<const generation> g) {
    boost::asio::post(thread_.context(), [this, g = std::move(g)]() mutable {
        generation_ = std::move(g);
        next_signal_ = 0;  // what was collected already has nothing to tell
    });
}

void history_keeper::arm() {
    timer_.expires_after(beat_every);
    timer_.async_wait([this](boost::system::error_code ec) {
        if (!ec && !stopping_) beat();
    });
}

// A full batch is followed by the next at once, but not before those who ask.
void history_keeper::beat() {
    if (is_to_be_tried()) {
        collect();
        const bool more = batch_.size() >= max_batch;
        flush();
        if (!retry_.next_try()) tidy();
        if ((more || !is_tidy_) && !retry_.next_try())
            return boost::asio::post(thread_.context(), [this] {
                if (!stopping_) beat();
            });
    }
    arm();
}

bool history_keeper::is_to_be_tried() const {
    return !retry_.next_try() || now().steady >= *retry_.next_try();
}

void history_keeper::collect() {
    try {
        if (!is_ready_for_more()) return;
    } catch (const sqlite_error& e) {
        return went_wrong(e.what());
    }
    if (!usable_.is_usable() && batch_.empty()) went_well();
    if (on_recall_) hand_over_slices();
    collect_pictures();
    collect_latencies();
    collect_slices();
}

// What could not be written goes first; pictures wait where they become fewer. Then the recorder goes on from
// what the file says, also when it is another file than before.
bool history_keeper::is_ready_for_more() {
    if (batch_.size() >= max_batch) return false;
    file_.open();
    if (file_.openings() == resumed_for_) return true;
    if (!batch_.empty()) return false;
    recorder_.resume(file_.last_states(), file_.last_verdicts());
    resumed_for_ = file_.openings();
    if (!current_) current_ = last_;
    return true;
}

void history_keeper::collect_pictures() {
    while (batch_.size() < max_batch) {
        const model::wall_time before_the_look = now().wall;
        if (!current_ && !take_next_picture()) {
            if (!last_) return;
            const model::wall_time so_far = std::max(before_the_look - unpublished, last_->at.wall);
            if (!take_last_picture_again(so_far)) {
                batch_.until = so_far;
                return;
            }
        }
        if (!recorder_.take(*current_, batch_, max_batch)) return;
        bury(std::exchange(last_, std::exchange(current_, nullptr)));
    }
}

// Before every signal has run once, what nodes are says nothing.
bool history_keeper::take_next_picture() {
    for (picture_queue::taken next = queue_.take(); next.what; next = queue_.take()) {
        if (next.merged) batch_.after_gap = true;
        if (next.what->verdicts->ready) {
            current_ = std::move(next.what);
            return true;
        }
        bury(std::move(next.what));
    }
    return false;
}

// Nothing changed since: what was too soon then is how things stand still.
bool history_keeper::take_last_picture_again(model::wall_time as_of) {
    const auto due = recorder_.due();
    if (!due || *due > as_of) return false;
    auto again = std::make_shared<model::snapshot>(*last_);
    again->at.wall = as_of;
    again->changed.clear();
    current_ = std::move(again);
    return true;
}

void history_keeper::collect_latencies() {
    const model::wall_time minute = minute_of(now().wall);
    if (!generation_ || (minute == latencies_from_ && !stopping_)) return;
    const model::graph& g = *generation_->graph;
    const model::wall_time at = std::min(latencies_from_, minute);  // the clock may have been set back
    for (; next_signal_ < generation_->stats.size() && batch_.size() < max_batch; ++next_signal_) {
        const model::latency_digest d = generation_->stats[next_signal_]->latency.take();
        if (d.count == 0) continue;
        const model::vertex_id id = g.vertex_of(model::signal_id{static_cast<std::uint32_t>(next_signal_)});
        batch_.latencies.push_back({{g.name(id), "signal", std::string{region_of(g, id)}}, at, d});
    }
    if (next_signal_ < generation_->stats.size()) return;
    next_signal_ = 0;
    latencies_from_ = minute;
}

void history_keeper::collect_slices() {
    for (; !closed_.empty() && batch_.size() < max_batch; closed_.pop_front())
        batch_.slices.push_back(std::move(closed_.front()));
}

void history_keeper::hand_over_slices() {
    try {
        slice_place until = recalled_until_;
        auto part = file_.read([&](database& db) { return slices_after(db, until); });
        recalled_until_ = until;
        const bool is_last = part.size() < max_slices_at_once;
        if (!part.empty()) on_recall_(std::move(part));
        if (is_last) std::exchange(on_recall_, {})({});
    } catch (const sqlite_error& e) {
        went_wrong(e.what());
    }
}

void history_keeper::flush(bool also_at_rest) {
    const bool rests = batch_.size() == 0 && !stopping_ && !also_at_rest && now().steady - written_ < rest;
    if (batch_.empty() || rests || !(stopping_ || is_to_be_tried())) return;
    try {
        file_.write(batch_);
        went_well();
    } catch (const sqlite_error& e) {
        went_wrong(e.what());
    }
}

void history_keeper::tidy() {
    is_tidy_ = is_tidy_ && now().steady - tidied_ < tidy_every;
    if (is_tidy_) return;
    try {
        is_tidy_ = !file_.tidy(now().wall, bounds_);
        tidied_ = now().steady;
        const std::int64_t bytes = file_.bytes();
        const std::lock_guard lock{health_mutex_};
        health_.bytes = bytes;
    } catch (const sqlite_error& e) {
        is_tidy_ = true;  // until the next time
        went_wrong(e.what());
    }
}

void history_keeper::bury(std::shared_ptr<const model::snapshot> s) {
    if (s) boost::asio::post(grave_, [s = std::move(s)] {});
}

void history_keeper::went_well() {
    retry_.succeeded();
    written_ = now().steady;
    if (const auto lasted = usable_.went_well(now().steady))
        log::warning("history_usable_again",
                     {{"file", file_.path()},
                      {"unusable_s", fmt::format("{:.1f}", std::chrono::duration<double>(*lasted).count())}});
    const history_batch done = std::exchange(batch_, {});
    const std::lock_guard lock{health_mutex_};
    health_.usable = true;
    health_.trouble.clear();
    health_.last_write = now().wall;
    health_.transitions += done.transitions.size();
    health_.verdicts += done.verdicts.size();
    health_.latencies += done.latencies.size();
    health_.slices += done.slices.size();
    health_.waiting = 0;
}

void history_keeper::went_wrong(const std::string& why) {
    retry_.failed(now().steady);
    if (usable_.went_wrong(why, now().steady))
        log::error("history_unusable",
                   {{"reason", why}, {"doing", "nothing else is affected; it is tried again"}});
    const std::lock_guard lock{health_mutex_};
    health_.usable = false;
    health_.trouble = why;
    ++health_.failures;
    health_.waiting = batch_.size();
}

void history_keeper::keep(std::vector<model::slo::slice> closed) {
    boost::asio::post(thread_.context(), [this, closed = std::move(closed)]() mutable {
        std::move(closed.begin(), closed.end(), std::back_inserter(closed_));
        std::uint64_t lost = 0;
        for (; closed_.size() > max_waiting_slices; ++lost) closed_.pop_front();
        if (lost == 0) return;
        const std::lock_guard lock{health_mutex_};
        health_.slices_lost += lost;
    });
}

void history_keeper::recall(std::function<void(std::vector<model::slo::slice>)> part) {
    boost::asio::post(thread_.context(),
                      [this, part = std::move(part)]() mutable { on_recall_ = std::move(part); });
}

void history_keeper::ask(question what, std::function<void(past_answer)> done) {
    boost::asio::post(thread_.context(),
                      [this, what = std::move(what), done = std::move(done)] { done(answer(what)); });
}

// Whoever asks many things one after the other finds the same for a beat.
void history_keeper::catch_up() {
    if (stopping_ || !is_to_be_tried() || now().steady - written_ < beat_every) return;
    collect();
    flush(true);
}

past_answer history_keeper::answer(const question& what) {
    catch_up();
    try {
        return file_.read([&](database& db) -> past_answer {
            db.limit_work(now().steady + question_limit);
            try {
                past_answer a = what(db);
                db.limit_work({});
                return a;
            } catch (const work_was_limited&) {
                db.limit_work({});
                return {503, "the answer takes too long to find: ask for less at once"};
            }
        });
    } catch (const sqlite_error& e) {
        return {503, fmt::format("the history cannot be read: {}", e.what())};
    }
}

history_health history_keeper::health() const {
    const std::lock_guard lock{health_mutex_};
    history_health h = health_;
    h.merged_pictures = queue_.merged();
    return h;
}

}  // namespace hm::daemon
