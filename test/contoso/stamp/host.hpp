// Where a service lives: its port, its fault, and its time-taking. Between the server, which knows only HTTP,
// and the service, which knows only its work. A host listens while the region is alive and the fault does not
// refuse.
#pragma once

#include "test/contoso/http/server.hpp"
#include "test/contoso/stamp/fault.hpp"
#include "test/contoso/stamp/health_endpoint.hpp"
#include "test/contoso/stamp/service.hpp"

#include <map>
#include <memory>
#include <string>

namespace contoso {

class host {
public:
    static constexpr std::size_t max_counted = 64;  // further kinds of requests are counted as "other"

    host(boost::asio::io_context& loop, std::string name, boost::asio::ip::tcp::endpoint where,
         std::unique_ptr<service> lodger);

    // From now on, requests for health are answered by it, not by the service. Those who watch are no users:
    // no figure moves, however many ask.
    void mount(const health_endpoint& health) { health_ = &health; }

    boost::system::error_code start();
    void stop();

    // Takes effect with the next request; only a fault that refuses ends what is under way.
    boost::system::error_code set_fault(fault f);

    const std::string& name() const { return name_; }
    // By method and the path's first part ("GET /items"); what was broken by a fault counts, too.
    const std::map<std::string, std::uint64_t>& requests() const { return requests_; }
    const fault& present_fault() const { return fault_; }
    boost::asio::ip::tcp::endpoint endpoint() const { return server_.endpoint(); }

private:
    boost::asio::awaitable<http::response> answer(http::request asked);
    boost::asio::awaitable<http::response> answer_with(fault f, http::request asked);
    boost::asio::awaitable<http::response> answer_soundly(http::request asked);

    boost::system::error_code listen_or_not();
    void count(const http::request& asked);

    std::string name_;
    std::unique_ptr<service> service_;
    http::server server_;
    const health_endpoint* health_ = nullptr;
    fault fault_;
    std::map<std::string, std::uint64_t> requests_;
    bool started_ = false;
};

}  // namespace contoso
