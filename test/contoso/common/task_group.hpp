// Coroutines that have one owner: he starts them, can tell all of them to end, and sees how many are left.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>

#include <list>
#include <memory>

namespace contoso {

class task_group {
public:
    explicit task_group(boost::asio::any_io_executor executor);

    // What the task throws is written to stderr; being cancelled is no failure.
    void spawn(boost::asio::awaitable<void> task);

    // Each task's next wait ends with operation_aborted. To be called on the loop's own thread, from within
    // it.
    void cancel();

    std::size_t size() const { return running_->size(); }
    const boost::asio::any_io_executor& executor() const { return executor_; }

private:
    using signals = std::list<boost::asio::cancellation_signal>;

    boost::asio::any_io_executor executor_;
    std::shared_ptr<signals> running_;  // shared with the tasks: the last may end after the group
};

}  // namespace contoso
