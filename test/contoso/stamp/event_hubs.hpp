// The queue between catalog API and background processor: message_queue behind HTTP. The lease is long enough
// for one attempt of the consumer with all of its timeouts, and short enough that a message soon gets its
// next.
#pragma once

#include "test/contoso/stamp/message_queue.hpp"
#include "test/contoso/stamp/service.hpp"
#include "test/contoso/stamp/sliding_window.hpp"

namespace contoso {

class event_hubs : public service {
public:
    static constexpr milliseconds lease{2'000};

    explicit event_hubs(clock::duration window) : queue_(lease), in_(window), out_(window) {}

    boost::asio::awaitable<http::response> answer(http::request asked) override;
    void record(const exchange&) override {}  // it counts messages, not requests
    figures stats(time_point now) const override;
    void start() override;

private:
    http::response send(const http::request& asked);
    http::response receive(const http::request& asked);
    http::response complete(const http::request& asked);

    message_queue queue_;
    sliding_window in_;
    sliding_window out_;
};

}  // namespace contoso
