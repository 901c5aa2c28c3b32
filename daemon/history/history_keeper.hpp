// Keeps the history, on a thread of its own (hm-history): takes pictures from core, writes what they tell in
// batches, keeps the file within its bounds, and answers questions about the past. Nobody ever waits for it:
// a disk that is slow, full, read-only, damaged or gone costs history and nothing else.
#pragma once

#include "daemon/generation.hpp"
#include "daemon/history/history_file.hpp"
#include "daemon/history/picture_queue.hpp"
#include "daemon/history/recorder.hpp"
#include "daemon/history/slices.hpp"
#include "daemon/loop_thread.hpp"
#include "daemon/store/backoff.hpp"
#include "daemon/store/usability.hpp"

#include <boost/asio/steady_timer.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace hm::daemon {

// How the history is, for metrics and people.
struct history_health {
    bool usable = true;
    std::string trouble;  // why it is not, in words
    model::wall_time last_write{};
    std::int64_t bytes = 0;                                      // of the file, in use
    std::uint64_t failures = 0;                                  // of tries to write or read
    std::uint64_t transitions = 0, verdicts = 0, latencies = 0;  // written
    std::uint64_t slices = 0, slices_lost = 0;                   // written; given up while nothing could be
    std::uint64_t merged_pictures = 0;  // not looked at one by one: what flapped in between is lost
    std::size_t waiting = 0;            // rows to be written yet
};

// What came of a question, as an HTTP answer: JSON, or why not.
struct past_answer {
    int status = 200;
    std::string body;
};

class history_keeper {
public:
    static constexpr std::chrono::seconds beat_every{1};  // a batch is what happened within
    static constexpr std::chrono::seconds rest{10};  // while nothing happens, that alone is written so often
    static constexpr std::chrono::seconds tidy_every{60};
    static constexpr std::size_t max_batch = 5'000;  // rows
    // While nothing can be written: beyond these the oldest are given up.
    static constexpr std::size_t max_waiting_slices = 100'000;
    static constexpr std::chrono::seconds question_limit{2};
    // What core has seen it publishes within so long.
    static constexpr std::chrono::milliseconds unpublished{300};

    // Pictures die on `grave`, as those of all readers. `vfs`: of a test.
    history_keeper(std::string path, history_bounds bounds, boost::asio::io_context& grave,
                   const char* vfs = nullptr);
    ~history_keeper();

    void start();
    // A last try to write what is left; then the thread ends.
    void stop(std::chrono::milliseconds limit);

    // core's thread.
    void publish(const std::shared_ptr<const model::snapshot>& s);

    // Any thread.
    void follow(std::shared_ptr<const generation> g);  // from now on its latencies
    // Slices that were closed: they go with the next batch.
    void keep(std::vector<model::slo::slice> closed);
    // Hands over all slices that are kept, on hm-history, as soon as the file can be read: a part a beat, so
    // that nobody drowns in them, and an empty one at the end. Once.
    void recall(std::function<void(std::vector<model::slo::slice>)> part);
    // On hm-history `what` reads, after what happened until now is written, and `done` is called. It says 503
    // when the file cannot be read.
    using question = std::function<past_answer(database&)>;
    void ask(question what, std::function<void(past_answer)> done);
    history_health health() const;
    const history_bounds& bounds() const { return bounds_; }

private:
    void arm();
    void beat();
    bool is_to_be_tried() const;
    void collect();
    void collect_pictures();
    void collect_latencies();
    void collect_slices();
    void hand_over_slices();
    bool take_next_picture();
    bool take_last_picture_again(model::wall_time as_of);
    void flush(bool also_at_rest = false);
    void catch_up();
    bool is_ready_for_more();
    void tidy();
    past_answer answer(const question& what);
    void bury(std::shared_ptr<const model::snapshot> s);
    void went_well();
    void went_wrong(const std::string& why);

    loop_thread thread_{"hm-history"};
    boost::asio::steady_timer timer_;
    boost::asio::io_context& grave_;
    const history_bounds bounds_;
    bool stopping_ = false;

    picture_queue queue_;
    std::atomic<bool> called_{false};  // an extra beat is under way

    history_file file_;
    std::uint64_t resumed_for_ = 0;  // the opening of the file that the recorder knows
    recorder recorder_;
    std::shared_ptr<const model::snapshot> current_, last_;  // being taken; taken before
    history_batch batch_;
    model::steady_time written_{}, tidied_{};
    bool is_tidy_ = false;

    std::shared_ptr<const generation> generation_;
    model::wall_time latencies_from_{};     // the minute whose latencies are in the cells
    std::size_t next_signal_ = 0;           // of those that are being collected
    std::deque<model::slo::slice> closed_;  // for the next batch
    std::function<void(std::vector<model::slo::slice>)> on_recall_;
    slice_place recalled_until_;

    backoff retry_;
    usability usable_;
    mutable std::mutex health_mutex_;  // held for a copy
    history_health health_;
};

}  // namespace hm::daemon
