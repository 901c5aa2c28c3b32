#include "daemon/loop_thread.hpp"

#include "daemon/log.hpp"

#include <cstdlib>

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

namespace hm::daemon {

loop_thread::loop_thread(std::string name, int niceness)
    : niceness_(niceness), name_(std::move(name)), work_(context_.get_executor()) {}

loop_thread::~loop_thread() {
    release();
    join(std::chrono::seconds{2});
}

void loop_thread::start() {
    thread_ = std::thread{[this] { run(); }};
}

void loop_thread::run() {
    if (niceness_ != 0) setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), niceness_);
    pthread_setname_np(pthread_self(), name_.substr(0, 15).c_str());
    // An exception that reaches the loop is a programming error: better to die aloud and be restarted than to
    // go on half alive.
    try {
        context_.run();
    } catch (const std::exception& e) {
        log::error("thread_failed", {{"thread", name_}, {"error", e.what()}});
        std::abort();
    }
    ended_.set_value();
}

void loop_thread::release() {
    work_.reset();
}

bool loop_thread::join(std::chrono::milliseconds limit) {
    if (!thread_.joinable()) return true;
    const bool in_time = ended_.get_future().wait_for(limit) == std::future_status::ready;
    if (!in_time) context_.stop();
    thread_.join();
    return in_time;
}

}  // namespace hm::daemon
