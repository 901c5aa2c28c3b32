#include "probes/network_error.hpp"

#include "model/observation.hpp"

#include <boost/asio/error.hpp>

#include <cctype>
#include <cerrno>

namespace hm::probes {

using model::reason;

namespace {

bool is_out_of_resources(int code) {
    return code == EMFILE || code == ENFILE || code == ENOBUFS || code == ENOMEM || code == EADDRNOTAVAIL;
}

// The kernel knows these without asking anyone, or from a SYN of ours that it answered itself.
reason of_call(int code) {
    switch (code) {
        case ECONNREFUSED:
            return reason::connect_refused;
        case ETIMEDOUT:
            return reason::connect_timeout;
        default:
            return reason::prober_error;  // no local route, a local filter, a family that this host lacks
    }
}

reason of_attempt(int code) {
    switch (code) {
        case ECONNREFUSED:
            return reason::connect_refused;
        case ETIMEDOUT:
            return reason::connect_timeout;
        case ECONNRESET:
        case ECONNABORTED:
        case EPIPE:
            return reason::closed;
        case ENETDOWN:
            return reason::prober_error;
        default:
            return reason::unreachable;  // all that ICMP can say
    }
}

reason of_talk(int code) {
    switch (code) {
        case ETIMEDOUT:
            return reason::timeout;
        case EHOSTUNREACH:
        case ENETUNREACH:
            return reason::unreachable;
        default:
            return reason::closed;
    }
}

}  // namespace

reason reason_of(stage when, const boost::system::error_code& error) {
    if (error.category() != boost::system::system_category()) return reason::closed;  // Asio's own eof
    if (is_out_of_resources(error.value())) return reason::prober_error;
    switch (when) {
        case stage::calling:
            return of_call(error.value());
        case stage::connecting:
            return of_attempt(error.value());
        case stage::talking:
            break;
    }
    return of_talk(error.value());
}

std::string words_of(const boost::system::error_code& error) {
    std::string words = model::printable(error.message());
    if (!words.empty()) words[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(words[0])));
    return words;
}

}  // namespace hm::probes
