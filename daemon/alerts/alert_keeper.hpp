// Keeps the incidents on the disk, on a thread of its own (hm-alert-disk), so that a disk which is slow, full
// or gone delays no alert: it costs that a restart would forget. Writes nothing before it could read what the
// daemon before it has left.
#pragma once

#include "daemon/alerts/alert_file.hpp"
#include "daemon/loop_thread.hpp"
#include "model/time.hpp"

#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace hm::daemon {

struct alert_store_health {
    bool usable = true;
    std::string trouble;  // why it is not, in words
    std::uint64_t failures = 0;
};

class alert_keeper {
public:
    static constexpr std::chrono::seconds first_retry{1}, last_retry{60};  // doubling until then

    // `vfs`: of a test.
    explicit alert_keeper(std::string path, const char* vfs = nullptr);
    ~alert_keeper();

    // What it calls back it calls on its own thread. `tried`: after the first try to read, whatever came of
    // it; `read`: once it could be read, at that time or later.
    void start(std::function<void(incident_texts)> read, std::function<void()> tried);
    // A last try to write what is left; then the thread ends.
    void stop(std::chrono::milliseconds limit);

    // From any thread: these are all there are. `done(true)` once they are on the disk, `done(false)` when
    // they are not yet; they are tried again until later ones come.
    void keep(incident_texts all, std::function<void(bool durable)> done = {});
    alert_store_health health() const;

private:
    // Of what is kept while the disk hangs only the newest: memory is bounded.
    struct slot {
        std::optional<incident_texts> newest;  // present: its taking is posted
        std::vector<std::function<void(bool)>> waiters;
    };

    void take_newest();
    void flush();
    bool try_to_write();
    void went_well();
    void went_wrong(const std::string& why);
    void arm();

    loop_thread thread_{"hm-alert-disk"};
    boost::asio::steady_timer retry_;
    std::chrono::seconds pause_{first_retry};
    bool stopping_ = false;

    alert_file file_;
    std::function<void(incident_texts)> on_read_;
    bool has_read_ = false;
    std::optional<incident_texts> waiting_;  // not on the disk as they are
    std::vector<std::function<void(bool)>> waiters_;

    std::mutex slot_mutex_;  // held for a move
    slot slot_;

    mutable std::mutex health_mutex_;  // held for a copy
    alert_store_health health_;
};

}  // namespace hm::daemon
