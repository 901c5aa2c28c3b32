// The client's side of one HTTP/1.1 connection. Every step has an absolute deadline, after which the
// connection is closed for good. Failures are returned, never thrown; only the cancelling of the task throws.
#pragma once

#include "test/contoso/common/clock.hpp"
#include "test/contoso/http/message.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>

#include <memory>

namespace contoso::http {

using answer = boost::system::result<response>;

bool is_timeout(boost::system::error_code error);

// The peer had closed an idle connection before it saw the request: worth another try on a new one.
bool is_stale(boost::system::error_code error);

class connection {
public:
    static constexpr std::uint32_t max_header_bytes = 16 * 1024;
    static constexpr std::uint64_t max_body_bytes = 1024 * 1024;

    explicit connection(boost::asio::any_io_executor executor);
    connection(connection&&) noexcept;
    connection& operator=(connection&&) noexcept;
    ~connection();

    boost::asio::awaitable<boost::system::error_code> open(boost::asio::ip::tcp::endpoint peer,
                                                           time_point deadline);
    boost::asio::awaitable<answer> exchange(request asked, std::string host, time_point deadline);

    bool reusable() const;  // the last exchange went well, and the peer keeps the connection

private:
    struct wire;
    std::unique_ptr<wire> wire_;
};

}  // namespace contoso::http
