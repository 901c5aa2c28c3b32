// c-ares on Asio: one question to the name servers and its answer. No cache, no literals: those are
// resolver's.
#pragma once

#include "model/reason.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

struct ares_channeldata;
struct ares_addrinfo;

namespace hm::probes {

struct resolver_options {
    std::vector<std::string> servers;  // "127.0.0.1:5353", "[::1]:53"; empty: those of the system
    std::chrono::milliseconds timeout{
        1000};      // of the first try at one server; c-ares doubles it with each round
    int tries = 2;  // rounds over all servers
    std::chrono::seconds min_ttl{1}, max_ttl{300};  // an answer's TTL is held within these
    std::chrono::seconds negative_ttl{1};           // how long NXDOMAIN and NODATA are remembered
};

// The answer to one question.
struct dns_answer {
    model::reason why =
        model::reason::ok;  // else dns_failure (a server answered so) or prober_error (none did)
    std::string detail;     // "answered NXDOMAIN"; empty when ok
    bool negative = false;  // NXDOMAIN or NODATA: the name is known not to be there
    std::vector<boost::asio::ip::address> addresses;  // IPv4 first
    std::chrono::seconds ttl{0};                      // the smallest of the answer's
};

class dns_channel {
public:
    using handler = std::function<void(dns_answer)>;

    // Throws std::invalid_argument when a server's address cannot be read, std::runtime_error when c-ares
    // cannot start.
    dns_channel(boost::asio::io_context& io, const resolver_options& options);
    ~dns_channel();
    dns_channel(const dns_channel&) = delete;
    dns_channel& operator=(const dns_channel&) = delete;

    // A and AAAA of `name`; /etc/hosts is asked first. The answer may come before this returns, but never
    // from within c-ares: the handler may ask again, or stop.
    void ask(const std::string& name, handler answer);
    // c-ares has no timer of its own: its timeouts pass only here.
    void tick();
    // Unanswered questions end with prober_error; nothing of this is left in the io_context.
    void stop();

private:
    // A socket that c-ares owns and Asio watches; it must be let go before c-ares closes it.
    struct watched {
        explicit watched(boost::asio::posix::stream_descriptor d) : descriptor(std::move(d)) {}
        boost::asio::posix::stream_descriptor descriptor;
        bool wants_read = false, wants_write = false;
        bool reading = false, writing = false;  // an async_wait is under way
    };

    void on_state(int fd, bool readable, bool writable);
    void watch(int fd, const std::shared_ptr<watched>& w);
    void on_ready(int fd, const std::shared_ptr<watched>& w, bool writable);
    void deliver();

    struct question {
        dns_channel& channel;
        handler answer;
    };
    struct delivery {
        handler to;
        dns_answer answer;
    };

    boost::asio::io_context& io_;
    ares_channeldata* channel_ = nullptr;
    std::map<int, std::shared_ptr<watched>> watched_;
    std::size_t asked_ = 0;  // and not answered yet
    std::vector<delivery> answered_;
};

}  // namespace hm::probes
