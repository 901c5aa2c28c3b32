#include "probes/dns_channel.hpp"

#include <ares.h>
#include <netdb.h>
#include <netinet/in.h>
#include <boost/asio/ip/tcp.hpp>

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace hm::probes {

namespace asio = boost::asio;
using model::reason;

namespace {

// c-ares wants ares_library_init once per process and before any thread of ours: static initialisation of a
// function-local.
void init_library() {
    static const int status = ares_library_init(ARES_LIB_INIT_ALL);
    if (status != ARES_SUCCESS) throw std::runtime_error{ares_strerror(status)};
}

std::string joined(const std::vector<std::string>& servers) {
    std::string csv;
    for (const std::string& server : servers) csv += (csv.empty() ? "" : ",") + server;
    return csv;
}

dns_answer failure(reason why, std::string detail, bool negative = false) {
    dns_answer answer;
    answer.why = why;
    answer.detail = std::move(detail);
    answer.negative = negative;
    return answer;
}

// Whether somebody answered is all the difference between the target's trouble and ours.
dns_answer failure_of(int status) {
    switch (status) {
        case ARES_ENOTFOUND:
            return failure(reason::dns_failure, "answered NXDOMAIN", true);
        case ARES_ENODATA:
            return failure(reason::dns_failure, "answered NODATA", true);
        case ARES_ESERVFAIL:
            return failure(reason::dns_failure, "answered SERVFAIL");
        case ARES_EREFUSED:
            return failure(reason::dns_failure, "answered REFUSED");
        case ARES_ENOTIMP:
            return failure(reason::dns_failure, "answered NOTIMP");
        case ARES_EFORMERR:
            return failure(reason::dns_failure, "answered FORMERR");
        case ARES_EBADRESP:
            return failure(reason::dns_failure, "answered with a malformed message");
        case ARES_EBADNAME:
            return failure(reason::dns_failure, "not a valid host name");
        case ARES_ETIMEOUT:
        case ARES_ECONNREFUSED:
            return failure(reason::prober_error, "no name server answered");
        case ARES_ECANCELLED:
        case ARES_EDESTRUCTION:
            return failure(reason::prober_error, "stopped");
        default:
            return failure(reason::prober_error, std::string{"resolver: "} + ares_strerror(status));
    }
}

asio::ip::address address_of(const ares_addrinfo_node& node) {
    if (node.ai_family == AF_INET) {
        const auto* in = reinterpret_cast<const sockaddr_in*>(node.ai_addr);
        return asio::ip::address_v4{ntohl(in->sin_addr.s_addr)};
    }
    const auto* in6 = reinterpret_cast<const sockaddr_in6*>(node.ai_addr);
    asio::ip::address_v6::bytes_type bytes;
    std::memcpy(bytes.data(), in6->sin6_addr.s6_addr, bytes.size());
    return asio::ip::address_v6{bytes, in6->sin6_scope_id};
}

dns_answer answer_of(const ares_addrinfo& info) {
    dns_answer answer;
    answer.ttl = std::chrono::seconds::max();
    for (const ares_addrinfo_node* n = info.nodes; n != nullptr; n = n->ai_next) {
        if (n->ai_family != AF_INET && n->ai_family != AF_INET6) continue;
        answer.addresses.push_back(address_of(*n));
        answer.ttl = std::min(answer.ttl, std::chrono::seconds{std::max(n->ai_ttl, 0)});
    }
    if (answer.addresses.empty()) return failure_of(ARES_ENODATA);
    std::stable_partition(answer.addresses.begin(), answer.addresses.end(),
                          [](const asio::ip::address& a) { return a.is_v4(); });
    return answer;
}

}  // namespace

dns_channel::dns_channel(asio::io_context& io, const resolver_options& options) : io_(io) {
    init_library();
    ares_options o{};
    // Without NOCHECKRESP c-ares takes SERVFAIL, NOTIMP and REFUSED for silence and asks on.
    o.flags = ARES_FLAG_NOCHECKRESP;
    o.timeout = static_cast<int>(options.timeout.count());
    o.tries = options.tries;
    char lookups[] = "fb";  // hosts file, then the servers
    o.lookups = lookups;
    o.sock_state_cb_data = this;
    o.sock_state_cb = [](void* self, ares_socket_t fd, int readable, int writable) {
        static_cast<dns_channel*>(self)->on_state(fd, readable != 0, writable != 0);
    };
    int mask =
        ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_LOOKUPS | ARES_OPT_SOCK_STATE_CB;
    // The search list in resolv.conf belongs to the servers beside it, not to those that were given.
    if (!options.servers.empty()) mask |= ARES_OPT_DOMAINS;
    if (const int status = ares_init_options(&channel_, &o, mask); status != ARES_SUCCESS)
        throw std::runtime_error{std::string{"resolver: "} + ares_strerror(status)};
    if (options.servers.empty()) return;
    const std::string csv = joined(options.servers);
    if (ares_set_servers_ports_csv(channel_, csv.c_str()) == ARES_SUCCESS) return;
    ares_destroy(channel_);
    throw std::invalid_argument{"resolver: cannot read the servers \"" + csv + "\""};
}

dns_channel::~dns_channel() {
    stop();
}

void dns_channel::ask(const std::string& name, handler answer) {
    if (channel_ == nullptr) return answer(failure_of(ARES_ECANCELLED));
    ares_addrinfo_hints hints{};
    hints.ai_flags = ARES_AI_NOSORT;  // sorting opens a socket per address
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;  // one node per address
    ++asked_;
    ares_getaddrinfo(
        channel_, name.c_str(), nullptr, &hints,
        [](void* arg, int status, int, ares_addrinfo* info) {
            const std::unique_ptr<question> q{static_cast<question*>(arg)};
            --q->channel.asked_;
            q->channel.answered_.push_back(
                {std::move(q->answer), status == ARES_SUCCESS ? answer_of(*info) : failure_of(status)});
            if (info != nullptr) ares_freeaddrinfo(info);
        },
        new question{*this, std::move(answer)});
    deliver();
}

void dns_channel::deliver() {
    while (!answered_.empty())
        for (delivery& d : std::exchange(answered_, {})) d.to(std::move(d.answer));
}

void dns_channel::tick() {
    if (asked_ == 0 || channel_ == nullptr) return;
    ares_process_fd(channel_, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
    deliver();
}

void dns_channel::stop() {
    if (channel_ == nullptr) return;
    ares_channeldata* const channel = std::exchange(channel_, nullptr);
    ares_destroy(channel);  // answers every open question, and closes its sockets through on_state
    for (auto& [fd, w] : watched_) w->descriptor.release();
    watched_.clear();
    deliver();
}

void dns_channel::on_state(int fd, bool readable, bool writable) {
    auto found = watched_.find(fd);
    if (!readable && !writable) {
        if (found == watched_.end()) return;
        found->second->descriptor.release();  // cancels the waits; c-ares closes the socket next
        watched_.erase(found);
        return;
    }
    if (found == watched_.end())
        found =
            watched_.emplace(fd, std::make_shared<watched>(asio::posix::stream_descriptor{io_, fd})).first;
    found->second->wants_read = readable;
    found->second->wants_write = writable;
    watch(fd, found->second);
}

// A wait may be complete already when its descriptor is released: the number may be somebody else's by then,
// and this gone. Hence the look at the descriptor first, which the handler keeps alive.
void dns_channel::watch(int fd, const std::shared_ptr<watched>& w) {
    using descriptor = asio::posix::stream_descriptor;
    if (w->wants_read && !w->reading) {
        w->reading = true;
        w->descriptor.async_wait(descriptor::wait_read,
                                 [this, fd, w](const boost::system::error_code& error) {
                                     w->reading = false;
                                     if (!error && w->descriptor.is_open()) on_ready(fd, w, false);
                                 });
    }
    if (w->wants_write && !w->writing) {
        w->writing = true;
        w->descriptor.async_wait(descriptor::wait_write,
                                 [this, fd, w](const boost::system::error_code& error) {
                                     w->writing = false;
                                     if (!error && w->descriptor.is_open()) on_ready(fd, w, true);
                                 });
    }
}

void dns_channel::on_ready(int fd, const std::shared_ptr<watched>& w, bool writable) {
    ares_process_fd(channel_, writable ? ARES_SOCKET_BAD : fd, writable ? fd : ARES_SOCKET_BAD);
    if (w->descriptor.is_open()) watch(fd, w);
    deliver();
}

}  // namespace hm::probes
