// Requests to one peer over kept connections, with a time limit for the whole of each and a bound on how many
// are under way: a peer that hangs is an error after that time, and never a pile of waiting requests.
#pragma once

#include "test/contoso/http/connection.hpp"

#include <vector>

namespace contoso::http {

class client {
public:
    static constexpr std::size_t max_in_flight =
        64;  // one more fails at once, as resource_unavailable_try_again
    static constexpr std::size_t max_idle = 8;

    client(boost::asio::any_io_executor executor, boost::asio::ip::tcp::endpoint peer, milliseconds timeout);

    // The answer, whatever its status, or why there is none. A kept connection that turns out to be stale is
    // replaced once, so that a request may reach the peer twice: all of the stamp's requests can bear that.
    boost::asio::awaitable<answer> send(request asked);

    void drop_idle() { idle_.clear(); }

private:
    boost::asio::awaitable<answer> send_anew(request asked, time_point deadline);
    boost::asio::awaitable<answer> exchange(connection over, request asked, time_point deadline);

    boost::asio::any_io_executor executor_;
    boost::asio::ip::tcp::endpoint peer_;
    std::string host_;
    milliseconds timeout_;
    std::vector<connection> idle_;
    std::size_t in_flight_ = 0;
};

}  // namespace contoso::http
