#include "test/contoso/common/task_group.hpp"

#include <fmt/core.h>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

namespace contoso {

namespace asio = boost::asio;

namespace {

void report(std::exception_ptr failure) try {
    if (failure) std::rethrow_exception(failure);
} catch (const boost::system::system_error& e) {
    if (e.code() != asio::error::operation_aborted) fmt::print(stderr, "contoso: {}\n", e.what());
} catch (const std::exception& e) {
    fmt::print(stderr, "contoso: {}\n", e.what());
}

}  // namespace

task_group::task_group(asio::any_io_executor executor)
    : executor_(std::move(executor)), running_(std::make_shared<signals>()) {}

void task_group::spawn(asio::awaitable<void> task) {
    const auto place = running_->emplace(running_->end());
    auto finished = [running = running_, place](std::exception_ptr failure) {
        running->erase(place);
        report(std::move(failure));
    };
    asio::co_spawn(executor_, std::move(task),
                   asio::bind_cancellation_slot(place->slot(), std::move(finished)));
}

void task_group::cancel() {
    for (auto& signal : *running_) signal.emit(asio::cancellation_type::terminal);
}

}  // namespace contoso
