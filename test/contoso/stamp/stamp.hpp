// One region of the catalog: its seven services, each on its port, and what can be done to them; or, in a
// process of their own, the two that all regions share. The wiring of who needs whom is here and nowhere
// else.
#pragma once

#include "test/contoso/stamp/health_endpoint.hpp"
#include "test/contoso/stamp/host.hpp"
#include "test/contoso/stamp/scaling.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>

#include <list>
#include <optional>

namespace contoso {

struct stamp_options {
    std::string region;
    boost::asio::ip::address address;
    std::uint16_t first_port = 9200;  // control; the services follow in their order
    milliseconds window{10'000};
    std::string data;                          // directory of the database; empty: in memory
    std::optional<milliseconds> health_every;  // absent: no health endpoint
    health_options health;
    bool shared = false;                        // not a region, but what the regions share …
    boost::asio::ip::address shared_address{};  // … and where a region finds that, on the same ports
};

class stamp {
public:
    stamp(boost::asio::io_context& loop, stamp_options options);

    // Throws when a port cannot be had, and says which.
    void start();
    void stop();

    bool alive() const { return alive_; }
    const stamp_options& options() const { return options_; }
    std::list<host>& hosts() { return hosts_; }
    host* find(std::string_view service);  // null: no such service

    const health_endpoint* health() const { return health_ ? &*health_ : nullptr; }

    // What starting one more instance needs: its image and its secrets. 200, or who prevented it.
    boost::asio::awaitable<http::response> scale_out() { return scaling_.add_instance(); }

private:
    void house_region(boost::asio::io_context& loop);
    void house_shared(boost::asio::io_context& loop);
    void mount_health();

    stamp_options options_;
    scaling scaling_;
    std::optional<health_endpoint> health_;
    std::list<host> hosts_;
    bool alive_ = false;
};

}  // namespace contoso
