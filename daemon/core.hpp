// The one writer of health. On its own thread: takes judged signals from the board, evaluates, steps the
// verdicts and publishes. The verdict table goes out at once; the rows at most every publish_interval.
// Staleness and readiness are decided here, because they must be even when no result comes. Knows nothing of
// sockets: where the pictures go is the publisher's business.
#pragma once

#include "daemon/generation.hpp"
#include "daemon/store/records.hpp"
#include "daemon/transitions.hpp"
#include "model/maintenance_board.hpp"
#include "model/override_board.hpp"
#include "model/slo/objective_board.hpp"
#include "model/snapshot.hpp"
#include "model/suspicion.hpp"
#include "model/verdict_board.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <atomic>
#include <functional>
#include <memory>
#include <span>
#include <vector>

namespace hm::daemon {

// Where core hands its pictures to, and what should outlive a restart.
class publisher {
public:
    virtual ~publisher() = default;
    virtual void keep(write_batch batch) = 0;
    virtual void publish(std::shared_ptr<const model::verdict_table> verdicts) = 0;
    virtual void publish(std::shared_ptr<const model::snapshot> snapshot) = 0;
    // Time slices that are over, for a history; valid until this returns. Whoever keeps none needs none.
    virtual void closed(std::span<const model::slo::slice>) {}
};

// What came of an operator's wish.
struct override_outcome {
    int status = 200;       // as an HTTP answer: 200 it is so; 404 nobody of that name; 409 not as things are
    std::string detail;     // why not
    bool by_guard = false;  // it would be so if it named the guard as a rule to break
    model::operator_override what;
    std::string replaced;                              // the id of the one whose place it took
    std::shared_ptr<const model::verdict_table> told;  // since
    write_batch to_keep;                               // for the store, whatever came of it
};

struct core_timing {
    std::chrono::milliseconds tick{100};              // staleness, deadlines, heartbeat
    std::chrono::milliseconds publish_interval{100};  // of the rows
    std::chrono::milliseconds stall{
        2000};  // longer without a look at anything: we were stopped, not the targets
    std::chrono::seconds keep_every{1};    // verdicts that changed are handed over at most so often,
    std::chrono::seconds renew_every{30};  // and all of them at least so often: they are as old as that
};

// The part without a loop: everything core does, driven by calls with the time as a parameter.
class core {
public:
    // `before`: what the daemon that ran last has left.
    core(std::shared_ptr<generation> first, publisher& out, core_timing timing, model::moment now,
         const recalled& before = {});

    // Something was left on the board: evaluate and publish what has to go out at once.
    void take(model::moment now);
    // Called every timing.tick: staleness, holds, readiness; publishes the rows when they are due.
    void tick(model::moment now);
    // When a verdict changes though nothing is left on the board, like at the end of a dwell: take() then.
    model::steady_time next_verdict() const { return verdicts_.next_deadline(); }
    // A reload: from now on this model. What it has in common with the one before goes on: states, verdicts,
    // doubts, since when. What is gone, a region or a flow in one, answers for a while what it answered last.
    void adopt(std::shared_ptr<generation> next, model::moment now);

    // An operator's wish: it acts, and is published, before these return. `wanted` has all but its names
    // checked. core_overrides.cpp
    override_outcome place(model::operator_override wanted, model::moment now);
    // What place() would come to now; nothing happens.
    override_outcome try_out(const model::operator_override& wanted) const;
    override_outcome undo(std::string_view id, std::string_view who, std::string_view reason,
                          model::moment now);
    // What is in force by a store that could not be read in time.
    void recall_late(const recalled& before, model::moment now);
    // Slices that an earlier daemon left, in the order of time for each key. May come late, in parts; an
    // empty one says that all are there, and from then on they count.
    void recall_slices(std::span<const model::slo::slice> stored, model::moment now);
    // What verdicts are now, for whoever starts after us.
    write_batch last_words(model::moment now) const;

private:
    // Whether a leaf is shown as its shard judged it. waiting: as it was, until it is clear whether we are to
    // blame ourselves; disbelieved: unknown, because we are; stale: unknown, for want of results.
    enum class credit : std::uint8_t { believed, waiting, disbelieved, stale };

    struct leaf {
        std::shared_ptr<const model::judged_signal> judged;  // as the shard says
        model::steady_time weighed{};                        // the last result that self-suspicion heard of
        credit given = credit::believed;
    };

    struct unpublished {};
    core(unpublished, std::shared_ptr<generation> g, publisher& out, core_timing timing, model::moment now);

    void notice_stall(model::moment now);
    void watch_signals(model::moment now);
    void weigh(model::signal_id s);
    bool doubt_oneself(model::moment now);
    void forget_older_answers();
    void settle_all(model::moment now);
    void settle(model::signal_id s, model::moment now, bool fresh = false);
    void expect_news_of(model::signal_id s, model::moment now);
    model::steady_time counts_from(const signal_board::last_run& last) const {
        return std::max(last.known_result, stall_ended_);
    }
    credit credit_of(model::signal_id s, model::moment now) const;
    bool is_stale(model::signal_id s, const signal_board::last_run& last, model::moment now) const;
    void show(model::signal_id s, std::shared_ptr<const model::judged_signal> judged);
    void take_over(core& before, model::moment now);
    void take_over_leaves(const core& before);
    void take_over_rows(const core& before, model::moment now);
    void forget_retired(model::moment now);
    std::shared_ptr<const model::judged_signal> gone_stale(model::signal_id s, model::moment now) const;
    std::shared_ptr<const model::judged_signal> disbelieved(model::signal_id s, model::moment now) const;
    void maintain(model::moment now);
    void recall_overrides(const recalled& before, model::moment now);
    std::string unknown_subject(const model::operator_override& wanted) const;
    void take_words();
    std::vector<std::shared_ptr<const model::maintenance_window>> maintenance_by_operators() const;
    void acknowledge_by_operators();
    void obey(model::moment now);
    void expire_overrides(model::moment now);
    void keep_verdicts_if_due(model::moment now);
    void evaluate(model::moment now);
    void cut_slices(model::moment now);
    void publish_verdicts(model::moment now);
    void publish_rows_if_due(model::moment now);
    void publish_rows(model::moment now);
    void update_readiness(model::moment now);

    std::shared_ptr<generation> generation_;
    std::shared_ptr<const model::graph> graph_;  // the generation's
    publisher* out_;
    core_timing timing_;
    model::evaluator evaluator_;
    model::verdict_board verdicts_;
    model::row_writer rows_;
    transition_log transitions_;
    model::self_suspicion suspicion_;
    model::maintenance_board maintenance_;
    model::override_board overrides_;
    std::vector<model::vertex_id> acknowledged_;  // by them
    model::slo::objective_board objectives_;
    bool verdicts_to_keep_ = false;  // since kept_
    model::steady_time kept_{};
    std::vector<leaf> leaves_;
    std::vector<model::signal_id> fresh_;                        // reused by every take()
    model::steady_time stale_from_ = model::steady_time::min();  // nobody can be stale before
    std::uint64_t failures_seen_ = 0;                            // of the board's
    bool doubted_ = false;                                       // at the last tick
    std::vector<model::retired_verdict> retired_;
    std::vector<model::vertex_id> changed_;  // since the last published rows
    std::shared_ptr<const model::verdict_table> published_verdicts_;
    bool rows_dirty_ = false;  // the verdicts moved, if no row did
    std::uint64_t sequence_ = 0;
    bool ready_ = false;
    model::steady_time first_round_ends_;  // by then every signal ran, or is overdue
    model::steady_time last_look_;         // at anything, on a tick or between two
    model::steady_time stall_ended_;       // results older than this count from here
    model::steady_time rows_published_{};
};

// core on its loop: wakes on the board, on its tick, and when a verdict is due between two ticks.
class core_loop {
public:
    core_loop(boost::asio::io_context& io, core& c, core_timing timing);
    void start();
    void stop();  // on the loop's thread
    void wake();  // from any thread: the board has something

    // When the last tick was; for /livez. Any thread.
    model::steady_time last_heartbeat() const;

private:
    void arm();
    void take();
    void expect_verdict();

    boost::asio::io_context& io_;
    core& core_;
    core_timing timing_;
    boost::asio::steady_timer timer_, verdict_timer_;
    model::steady_time expected_ = model::steady_time::max();  // what verdict_timer_ is, or was, set to
    bool stopped_ = false;
    std::atomic<std::int64_t> heartbeat_ns_;
};

}  // namespace hm::daemon
