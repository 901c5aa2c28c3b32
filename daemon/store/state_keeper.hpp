// Keeps the daemon's memory on the disk, on a thread of its own (hm-store), so that nobody else ever waits
// for a disk: one that is slow, full, read-only or gone is this thread's trouble alone. What cannot be
// written is kept and tried again, and whoever asked is told that it is not durable yet.
#pragma once

#include "daemon/loop_thread.hpp"
#include "daemon/store/state_file.hpp"
#include "daemon/store/usability.hpp"
#include "daemon/store/write_queue.hpp"

#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace hm::daemon {

// How the store is, for metrics and people.
struct store_health {
    bool usable = true;
    std::string trouble;  // why it is not, in words
    model::wall_time last_write{};
    std::uint64_t failures = 0;    // of tries to write or read
    std::uint64_t audit_lost = 0;  // entries given up while nothing could be written
    std::size_t waiting = 0;       // records to be written yet
};

struct kept_past {
    bool readable = true;
    std::vector<override_record> overrides;  // newest first
    std::vector<audit_entry> audit;          // newest first
};

class state_keeper {
public:
    // `vfs`: of a test. Nothing is opened before start().
    explicit state_keeper(std::string path, const char* vfs = nullptr);
    ~state_keeper();

    // Starts the thread and waits until it has read the file, but no longer than `limit`; nothing when that
    // did not go well. It is tried again then, and `when_late` called, on hm-store, once the file could be
    // read.
    std::optional<recalled> start(std::chrono::milliseconds limit, std::function<void(recalled)> when_late);
    // A last try to write what is left; then the thread ends.
    void stop(std::chrono::milliseconds limit);

    // All of the following may be called on any thread; what they call back is called on hm-store.

    // In the order of the calls. `done(true)` once it is on the disk, `done(false)` when it is not yet.
    void keep(write_batch batch, std::function<void(bool durable)> done);
    void past(std::size_t overrides, std::size_t audit, std::optional<std::int64_t> audit_before,
              std::function<void(kept_past)> done);
    store_health health() const;

    const std::string& path() const { return file_.path(); }

private:
    void first_reading(std::chrono::milliseconds patience);
    void flush();
    bool try_to_write();
    void went_well();
    void went_wrong(const std::string& why);
    void arm();
    void note_waiting();

    loop_thread thread_{"hm-store"};
    boost::asio::steady_timer retry_;
    bool stopping_ = false;

    state_file file_;
    write_queue queue_;
    bool has_read_ = false;
    std::function<void(recalled)> on_read_;
    std::vector<std::function<void(bool)>> waiters_;
    usability usable_;

    mutable std::mutex health_mutex_;  // held for a copy
    store_health health_;
};

}  // namespace hm::daemon
