// Why a run of a signal ended as it did: one closed list, shared by metrics, JSON, logs and alerts.
// The name of a reason is its identity for operators: never renamed, only added to.
#pragma once

#include <cstdint>
#include <string_view>

namespace hm::model {

enum class reason : std::uint8_t {
    ok,               // answered as expected, no condition fired
    condition,        // answered as expected, and a condition of the signal fired
    status_mismatch,  // answered, with a status that `expect` does not allow
    body_mismatch,    // answered, with a body that `expect` does not allow or that lacks a field a condition
                      // needs
    header_mismatch,  // answered, with a header that `expect` does not allow
    dns_failure,      // the name server answered: NXDOMAIN, NODATA, SERVFAIL, REFUSED
    connect_refused,  // nobody listens there
    connect_timeout,  // no answer to the connection attempt before the deadline
    unreachable,  // the network said so: no route from outside, host unreachable, administratively prohibited
    tls_handshake,      // the TLS handshake failed
    tls_untrusted,      // the certificate's chain is not trusted
    tls_expired,        // the certificate is expired or not yet valid
    tls_name_mismatch,  // the certificate is for another name
    timeout,            // connected, but no complete answer before the deadline
    closed,             // the peer closed or reset the connection before a complete answer
    protocol_error,     // what came is not the protocol
    too_large,          // the answer passed a limit (headers, body)
    redirect,           // more redirects than allowed, or one that cannot be followed
    pushed,             // the sender of a pushed result said so
    prober_error,       // our own trouble: out of descriptors, no local route, no name server answers, no
                        // Prometheus that could tell: state unknown
    stale,              // no result for longer than the signal's ttl: state unknown
    pending,            // not run yet: state unknown
    last_ = pending,
};

inline constexpr std::size_t reason_count = static_cast<std::size_t>(reason::last_) + 1;

std::string_view to_string(reason r);

// True when the network between us and the target, or the target's refusal to talk, is the reason (not what
// it said).
bool is_network(reason r);

// True when the prober itself could not find out; the run says nothing about the target.
constexpr bool is_prober_trouble(reason r) {
    return r == reason::prober_error;
}

}  // namespace hm::model
