// A thread that owns one io_context{1}: that is the lock of everything that lives on it.
// Ends by itself once release() was called and nothing is left to do; join() waits for that, with a limit.
#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <future>
#include <optional>
#include <string>
#include <thread>

namespace hm::daemon {

// The niceness of a thread whose work takes long and can wait: a page of metrics of 100,000 signals takes
// more than half a second to write, and no run should start later, and no verdict be told later, because of
// it.
inline constexpr int behind_the_others = 10;

class loop_thread {
public:
    // `niceness`: of the thread alone, when there are more that want to run than processors.
    explicit loop_thread(std::string name, int niceness = 0);
    ~loop_thread();  // release, and stop() if it does not end by itself

    boost::asio::io_context& context() { return context_; }
    void start();
    void release();  // nothing new is to come
    // False when the loop was still busy at the limit; it is stopped the hard way then.
    bool join(std::chrono::milliseconds limit);

private:
    void run();

    const int niceness_;
    std::string name_;  // 15 characters are shown by the system
    boost::asio::io_context context_{1};
    std::optional<boost::asio::executor_work_guard<boost::asio::io_context::executor_type>> work_;
    std::promise<void> ended_;
    std::thread thread_;
};

}  // namespace hm::daemon
