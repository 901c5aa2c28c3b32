// A name server on a free loopback port, UDP and TCP, that answers from a table and counts what it is asked.
// Names that are not in the table do not exist.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>

#include <array>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace hm::test {

enum class rcode : std::uint8_t { noerror = 0, servfail = 2, nxdomain = 3, refused = 5 };

struct dns_record {
    rcode code = rcode::noerror;
    std::vector<std::string> addresses{};  // IPv4 for A, IPv6 for AAAA; none of the kind asked for is NODATA
    std::uint32_t ttl = 60;
    bool silent = false;     // never answers
    bool truncated = false;  // over UDP: the truth is to be had over TCP
};

class fake_dns {
public:
    explicit fake_dns(boost::asio::io_context& io);

    void set(const std::string& name, dns_record record) { table_[name] = std::move(record); }
    std::string address() const;                   // as resolver options want it: "127.0.0.1:port"
    int questions(const std::string& name) const;  // A only, so that one lookup counts once
    int over_tcp() const { return over_tcp_; }
    void stop();
    void refuse_tcp();  // from now on
    void ignore_tcp();  // likewise: it is accepted, and nothing follows

private:
    void receive();
    void accept();
    std::string answer(const std::string& question, bool tcp);

    boost::asio::ip::udp::socket udp_;
    boost::asio::ip::tcp::acceptor tcp_;
    boost::asio::ip::udp::endpoint from_;
    std::array<char, 2048> buffer_{};
    std::map<std::string, dns_record> table_;
    std::map<std::string, int> questions_;
    int over_tcp_ = 0;
};

}  // namespace hm::test
