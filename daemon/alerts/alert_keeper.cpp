#include "daemon/alerts/alert_keeper.hpp"

#include "daemon/log.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <utility>

namespace hm::daemon {

alert_keeper::alert_keeper(std::string path, const char* vfs)
    : retry_(thread_.context()), file_(std::move(path), vfs) {}

alert_keeper::~alert_keeper() {
    stop(std::chrono::seconds{2});
}

void alert_keeper::start(std::function<void(incident_texts)> read, std::function<void()> tried) {
    on_read_ = std::move(read);
    boost::asio::post(thread_.context(), [this, tried = std::move(tried)] {
        flush();
        tried();
    });
    thread_.start();
}

void alert_keeper::stop(std::chrono::milliseconds limit) {
    boost::asio::post(thread_.context(), [this] {
        if (std::exchange(stopping_, true)) return;
        retry_.cancel();
        if (waiting_) flush();
    });
    thread_.release();
    thread_.join(limit);
}

void alert_keeper::keep(incident_texts all, std::function<void(bool)> done) {
    const std::lock_guard lock{slot_mutex_};
    const bool is_posted = slot_.newest.has_value();
    slot_.newest = std::move(all);
    if (done) slot_.waiters.push_back(std::move(done));
    if (!is_posted) boost::asio::post(thread_.context(), [this] { take_newest(); });
}

void alert_keeper::take_newest() {
    {
        const std::lock_guard lock{slot_mutex_};
        waiting_ = std::exchange(slot_.newest, {});
        waiters_ = std::exchange(slot_.waiters, {});
    }
    flush();
}

void alert_keeper::flush() {
    const bool durable = try_to_write();
    for (auto& done : std::exchange(waiters_, {})) done(durable);
    if (!durable) arm();
}

bool alert_keeper::try_to_write() {
    try {
        if (!has_read_) {
            incident_texts found = file_.read();
            has_read_ = true;
            // What waits was said by somebody who does not know these.
            if (waiting_) waiting_->insert(found.begin(), found.end());
            if (on_read_) std::exchange(on_read_, {})(std::move(found));
        }
        if (waiting_) file_.write(*waiting_);
        waiting_.reset();
        went_well();
        return true;
    } catch (const sqlite_error& e) {
        went_wrong(e.what());
        return false;
    }
}

void alert_keeper::arm() {
    if (stopping_) return;
    retry_.expires_after(pause_);
    pause_ = std::min(pause_ * 2, last_retry);
    retry_.async_wait([this](boost::system::error_code ec) {
        if (!ec) flush();
    });
}

void alert_keeper::went_well() {
    retry_.cancel();
    pause_ = first_retry;
    const std::lock_guard lock{health_mutex_};
    if (!health_.usable) log::warning("alert_store_usable_again", {{"file", file_.path()}});
    health_.usable = true;
    health_.trouble.clear();
}

void alert_keeper::went_wrong(const std::string& why) {
    const std::lock_guard lock{health_mutex_};
    if (health_.usable || health_.trouble != why)
        log::error("alert_store_unusable",
                   {{"reason", why}, {"doing", "alerts are sent, but a restart would forget them"}});
    health_.usable = false;
    health_.trouble = why;
    ++health_.failures;
}

alert_store_health alert_keeper::health() const {
    const std::lock_guard lock{health_mutex_};
    return health_;
}

}  // namespace hm::daemon
