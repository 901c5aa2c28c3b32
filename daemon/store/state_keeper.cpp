#include "daemon/store/state_keeper.hpp"

#include "daemon/clock.hpp"
#include "daemon/log.hpp"

#include <fmt/format.h>
#include <boost/asio/post.hpp>

#include <future>
#include <memory>
#include <utility>

namespace hm::daemon {

namespace {

// After the start: who holds our file is not waited for, but tried again.
constexpr std::chrono::milliseconds no_patience{0};

}  // namespace

state_keeper::state_keeper(std::string path, const char* vfs)
    : retry_(thread_.context()), file_(std::move(path), vfs) {}

state_keeper::~state_keeper() {
    stop(std::chrono::seconds{2});
}

std::optional<recalled> state_keeper::start(std::chrono::milliseconds limit,
                                            std::function<void(recalled)> when_late) {
    // Whoever is first, the reading or the end of our patience, decides who gets what was read.
    struct meeting {
        std::mutex mutex;
        std::promise<void> tried;
        std::optional<recalled> read;
        bool gone = false;
    };
    const auto here = std::make_shared<meeting>();
    on_read_ = [here, when_late = std::move(when_late)](recalled all) {
        const std::lock_guard lock{here->mutex};
        if (here->gone)
            when_late(std::move(all));
        else
            here->read = std::move(all);
    };
    boost::asio::post(thread_.context(), [this, here, limit] {
        first_reading(limit);
        here->tried.set_value();
        arm();
    });
    thread_.start();
    here->tried.get_future().wait_for(limit);
    const std::lock_guard lock{here->mutex};
    here->gone = true;
    return std::move(here->read);
}

void state_keeper::stop(std::chrono::milliseconds limit) {
    boost::asio::post(thread_.context(), [this] {
        if (std::exchange(stopping_, true)) return;
        retry_.cancel();
        if (queue_.size() > 0) flush();
    });
    thread_.release();
    thread_.join(limit);
}

void state_keeper::first_reading(std::chrono::milliseconds patience) {
    try {
        file_.open(patience);
        recalled all = file_.recall(now().wall);
        has_read_ = true;
        queue_.know(all.overrides);
        went_well();
        if (on_read_) std::exchange(on_read_, {})(std::move(all));
    } catch (const sqlite_error& e) {
        went_wrong(e.what());
    }
}

void state_keeper::keep(write_batch batch, std::function<void(bool)> done) {
    auto work = [this, batch = std::move(batch), done = std::move(done)]() mutable {
        // What nobody waits for has no reason to hurry while the disk is in trouble.
        const bool hurries = done != nullptr || !queue_.next_try();
        queue_.add(std::move(batch));
        if (done) waiters_.push_back(std::move(done));
        if (hurries)
            flush();
        else
            note_waiting();
    };
    boost::asio::post(thread_.context(), std::move(work));
}

void state_keeper::flush() {
    const bool durable = try_to_write();
    for (auto& done : std::exchange(waiters_, {})) done(durable);
    arm();
}

bool state_keeper::try_to_write() {
    if (!has_read_) first_reading(no_patience);
    if (!has_read_) return false;
    try {
        if (file_.open()) queue_.everything_again();
        if (const write_batch batch = queue_.pending(); !batch.empty()) file_.write(batch, now().wall);
        queue_.written();
        went_well();
        return true;
    } catch (const sqlite_error& e) {
        went_wrong(e.what());
        return false;
    }
}

void state_keeper::arm() {
    if (stopping_ || !queue_.next_try()) return;
    retry_.expires_at(*queue_.next_try());
    retry_.async_wait([this](boost::system::error_code ec) {
        if (!ec) flush();
    });
}

void state_keeper::went_well() {
    if (const auto lasted = usable_.went_well(now().steady))
        log::warning("store_usable_again",
                     {{"file", file_.path()},
                      {"unusable_s", fmt::format("{:.1f}", std::chrono::duration<double>(*lasted).count())}});
    const std::lock_guard lock{health_mutex_};
    health_.usable = true;
    health_.trouble.clear();
    health_.last_write = now().wall;
    health_.waiting = queue_.size();
}

void state_keeper::went_wrong(const std::string& why) {
    queue_.failed(now().steady);
    if (usable_.went_wrong(why, now().steady))
        log::error(
            "store_unusable",
            {{"reason", why}, {"doing", "overrides act, but would be lost by a restart; it is tried again"}});
    const std::lock_guard lock{health_mutex_};
    health_.usable = false;
    health_.trouble = why;
    ++health_.failures;
    health_.audit_lost = queue_.audit_lost();
    health_.waiting = queue_.size();
}

void state_keeper::note_waiting() {
    const std::lock_guard lock{health_mutex_};
    health_.audit_lost = queue_.audit_lost();
    health_.waiting = queue_.size();
}

void state_keeper::past(std::size_t overrides, std::size_t audit, std::optional<std::int64_t> audit_before,
                        std::function<void(kept_past)> done) {
    boost::asio::post(thread_.context(), [this, overrides, audit, audit_before, done = std::move(done)] {
        kept_past found;
        try {
            if (file_.open()) queue_.everything_again();
            if (overrides > 0) found.overrides = file_.overrides(overrides);
            if (audit > 0) found.audit = file_.audit(audit, audit_before);
        } catch (const sqlite_error&) {
            found = {false, {}, {}};
        }
        done(std::move(found));
    });
}

store_health state_keeper::health() const {
    const std::lock_guard lock{health_mutex_};
    return health_;
}

}  // namespace hm::daemon
