#include "test/contoso/http/client.hpp"

#include <fmt/core.h>

namespace contoso::http {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

// Counts a request for as long as it is under way, however it ends.
class presence {
public:
    explicit presence(std::size_t& count) : count_(count) { ++count_; }
    ~presence() { --count_; }
    presence(const presence&) = delete;
    presence& operator=(const presence&) = delete;

private:
    std::size_t& count_;
};

}  // namespace

client::client(asio::any_io_executor executor, asio::ip::tcp::endpoint peer, milliseconds timeout)
    : executor_(std::move(executor)),
      peer_(std::move(peer)),
      host_(fmt::format("{}:{}", peer_.address().to_string(), peer_.port())),
      timeout_(timeout) {}

asio::awaitable<answer> client::send(request asked) {
    if (in_flight_ >= max_in_flight)
        co_return make_error_code(boost::system::errc::resource_unavailable_try_again);
    const presence counted(in_flight_);
    const auto deadline = clock::now() + timeout_;

    if (!idle_.empty()) {
        connection kept = std::move(idle_.back());
        idle_.pop_back();
        request copy = asked;
        answer received = co_await exchange(std::move(kept), std::move(copy), deadline);
        if (received || !is_stale(received.error())) co_return received;
    }
    answer received = co_await send_anew(std::move(asked), deadline);
    co_return received;
}

asio::awaitable<answer> client::send_anew(request asked, time_point deadline) {
    connection fresh(executor_);
    const error_code error = co_await fresh.open(peer_, deadline);
    if (error) co_return error;
    answer received = co_await exchange(std::move(fresh), std::move(asked), deadline);
    co_return received;
}

asio::awaitable<answer> client::exchange(connection over, request asked, time_point deadline) {
    answer received = co_await over.exchange(std::move(asked), host_, deadline);
    if (over.reusable() && idle_.size() < max_idle) idle_.push_back(std::move(over));
    co_return received;
}

}  // namespace contoso::http
