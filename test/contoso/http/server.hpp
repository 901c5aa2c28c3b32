// A small HTTP/1.1 server on one endpoint: keep-alive, bounded in every direction, and able to die: closing
// it resets all of its connections, as the end of a process would. It knows nothing of what is served.
#pragma once

#include "test/contoso/common/task_group.hpp"
#include "test/contoso/http/message.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/system/error_code.hpp>

#include <chrono>
#include <functional>

namespace contoso::http {

class server {
public:
    static constexpr std::uint32_t max_header_bytes = 8 * 1024;
    static constexpr std::uint64_t max_body_bytes = 64 * 1024;
    static constexpr std::size_t max_connections = 512;  // one more is closed at once
    static constexpr std::chrono::seconds idle_timeout{15};
    static constexpr std::chrono::seconds withheld_for{
        60};  // an answer that never comes is waited for so long

    using handler = std::function<boost::asio::awaitable<response>(request)>;

    server(boost::asio::io_context& loop, boost::asio::ip::tcp::endpoint where, handler answer);

    boost::system::error_code open();  // no error when it is open already
    void close();                      // may be opened again afterwards; call from within the loop

    bool is_open() const { return acceptor_.is_open(); }
    boost::asio::ip::tcp::endpoint endpoint() const { return where_; }  // with the real port once it was open

private:
    boost::asio::awaitable<void> accept();
    boost::asio::awaitable<void> serve(boost::asio::ip::tcp::socket socket);

    boost::asio::ip::tcp::endpoint where_;
    handler answer_;
    boost::asio::ip::tcp::acceptor acceptor_;
    task_group tasks_;  // the accept loop and one task per connection
};

}  // namespace contoso::http
