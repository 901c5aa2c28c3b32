#include "test/support/fake_dns.hpp"

#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include <stdexcept>

namespace hm::test {

namespace asio = boost::asio;
using asio::ip::tcp;
using asio::ip::udp;
using boost::system::error_code;

namespace {

constexpr std::size_t header_bytes = 12;
constexpr unsigned type_a = 1, type_aaaa = 28;
constexpr int port_attempts = 50;

void put16(std::string& out, unsigned value) {
    out += static_cast<char>(value >> 8);
    out += static_cast<char>(value & 0xff);
}

unsigned get16(const std::string& in, std::size_t at) {
    return static_cast<unsigned>(static_cast<unsigned char>(in.at(at)) << 8 |
                                 static_cast<unsigned char>(in.at(at + 1)));
}

// The labels of the question as "a.b.c"; `at` is left behind them.
std::string name_at(const std::string& in, std::size_t& at) {
    std::string name;
    while (const auto length = static_cast<unsigned char>(in.at(at++))) {
        name += (name.empty() ? "" : ".") + in.substr(at, length);
        at += length;
    }
    return name;
}

std::string bytes_of(const asio::ip::address& address) {
    std::string out;
    if (address.is_v4())
        for (const unsigned char b : address.to_v4().to_bytes()) out += static_cast<char>(b);
    else
        for (const unsigned char b : address.to_v6().to_bytes()) out += static_cast<char>(b);
    return out;
}

}  // namespace

fake_dns::fake_dns(asio::io_context& io) : udp_(io), tcp_(io) {
    for (int i = 0; i < port_attempts && !tcp_.is_open(); ++i) {
        udp_ = udp::socket{io, udp::endpoint{asio::ip::address_v4::loopback(), 0}};
        error_code taken;
        tcp_.open(tcp::v4());
        tcp_.bind({asio::ip::address_v4::loopback(), udp_.local_endpoint().port()}, taken);
        if (taken) tcp_.close();
    }
    if (!tcp_.is_open()) throw std::runtime_error{"no port that is free for both UDP and TCP"};
    tcp_.listen();
    receive();
    accept();
}

std::string fake_dns::address() const {
    return "127.0.0.1:" + std::to_string(udp_.local_endpoint().port());
}

int fake_dns::questions(const std::string& name) const {
    const auto found = questions_.find(name);
    return found == questions_.end() ? 0 : found->second;
}

void fake_dns::stop() {
    error_code ignored;
    udp_.close(ignored);
    tcp_.close(ignored);
}

void fake_dns::refuse_tcp() {
    error_code ignored;
    tcp_.close(ignored);
}

void fake_dns::ignore_tcp() {
    error_code ignored;
    tcp_.cancel(ignored);  // the kernel goes on accepting
}

void fake_dns::receive() {
    udp_.async_receive_from(asio::buffer(buffer_), from_, [this](error_code error, std::size_t n) {
        if (error) return;
        const std::string reply = answer({buffer_.data(), n}, false);
        error_code ignored;
        if (!reply.empty()) udp_.send_to(asio::buffer(reply), from_, 0, ignored);
        receive();
    });
}

void fake_dns::accept() {
    tcp_.async_accept([this](error_code error, tcp::socket accepted) {
        if (error) return;
        auto socket = std::make_shared<tcp::socket>(std::move(accepted));
        auto in = std::make_shared<std::string>(2, '\0');
        asio::async_read(*socket, asio::buffer(*in), [this, socket, in](error_code failed, std::size_t) {
            if (failed) return;
            in->resize(get16(*in, 0));
            asio::async_read(*socket, asio::buffer(*in), [this, socket, in](error_code broken, std::size_t) {
                if (broken) return;
                const std::string reply = answer(*in, true);
                std::string framed;
                put16(framed, static_cast<unsigned>(reply.size()));
                *in = framed + reply;
                asio::async_write(*socket, asio::buffer(*in), [socket, in](error_code, std::size_t) {});
            });
        });
        accept();
    });
}

std::string fake_dns::answer(const std::string& question, bool tcp) {
    std::size_t at = header_bytes;
    const std::string name = name_at(question, at);
    const unsigned type = get16(question, at);
    const std::string asked = question.substr(header_bytes, at + 4 - header_bytes);
    if (type == type_a) ++questions_[name];
    if (tcp) ++over_tcp_;

    const auto found = table_.find(name);
    const dns_record record =
        found == table_.end() ? dns_record{rcode::nxdomain, {}, 60, false, false} : found->second;
    if (record.silent) return {};
    const bool truncate = record.truncated && !tcp;

    std::string records;
    unsigned count = 0;
    for (const std::string& text : record.addresses) {
        const auto address = asio::ip::make_address(text);
        if (truncate || address.is_v4() != (type == type_a) || (type != type_a && type != type_aaaa))
            continue;
        put16(records, 0xc00c);  // the name of the question
        put16(records, type);
        put16(records, 1);
        put16(records, record.ttl >> 16);
        put16(records, record.ttl & 0xffff);
        put16(records, address.is_v4() ? 4 : 16);
        records += bytes_of(address);
        ++count;
    }
    std::string reply = question.substr(0, 2);
    put16(reply, 0x8180u | (truncate ? 0x0200u : 0u) | static_cast<unsigned>(record.code));
    put16(reply, 1);
    put16(reply, count);
    put16(reply, 0);
    put16(reply, 0);
    return reply + asked + records;
}

}  // namespace hm::test
