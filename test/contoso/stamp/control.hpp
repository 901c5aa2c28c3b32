// The control port: faults of single services, and the death of the region. It answers also while the region
// is dead.
#pragma once

#include "test/contoso/http/server.hpp"
#include "test/contoso/stamp/stamp.hpp"

namespace contoso {

class control {
public:
    control(boost::asio::io_context& loop, stamp& region);

    void start();  // throws when the port cannot be had
    void stop() { server_.close(); }

private:
    boost::asio::awaitable<http::response> answer(http::request asked);

    http::response overview(const http::request& asked);
    http::response faults(const http::request& asked);
    http::response clear_faults(const http::request& asked);
    http::response set_fault(const http::request& asked);
    http::response clear_fault(const http::request& asked);
    http::response kill(const http::request& asked);
    http::response revive(const http::request& asked);
    http::response requests(const http::request& asked);
    http::response metrics(const http::request& asked);

    stamp& region_;
    http::server server_;
};

}  // namespace contoso
