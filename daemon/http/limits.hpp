// What one listener grants to whoever connects: sizes, numbers and times. Every figure is a limit on
// something from outside; tests set smaller ones.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>

namespace hm::daemon::http {

struct limits {
    std::size_t header_bytes = 16 * 1024;  // request line and headers; more is 431
    std::size_t target_bytes = 2 * 1024;   // more is 414
    std::size_t body_bytes = 64 * 1024;    // more is 413
    std::size_t connections = 4096;        // one more, and somebody gives way: see roster.hpp
    std::size_t stream_queue_bytes =
        4 * 1024 * 1024;                        // not yet taken by a subscriber; more and it is dropped
    std::size_t held_bytes = 64 * 1024 * 1024;  // bodies being read and large answers being taken, all
                                                // together; more and the slowest give way

    // Envoy's no-traffic interval is 60 s: our idle close must never race a check.
    std::chrono::milliseconds idle{125'000};
    std::chrono::milliseconds read{10'000};    // from the first byte of a request to its last
    std::chrono::milliseconds answer{15'000};  // a handler that answers later
    std::chrono::milliseconds write{30'000};   // a whole answer, or one chunk of a stream
    std::chrono::milliseconds linger{2'000};   // after a refusal, for the client to read it
    std::chrono::milliseconds drain{5'000};    // stop(): answers in flight
    std::chrono::milliseconds tick{1'000};     // how coarsely all of these are kept
};

// Of a balancer's check, which has no use for a body.
inline constexpr std::size_t check_body_bytes = 1024;

// Half of the process's descriptors are for who connects, in equal parts: the other half is for probes, so
// that nobody can blind us from outside.
constexpr std::size_t connections_within(std::size_t descriptors, std::size_t listeners) {
    constexpr std::size_t fewest = 16;
    const std::size_t each = descriptors / 2 / std::max<std::size_t>(listeners, 1);
    return std::clamp(each, fewest, limits{}.connections);
}

}  // namespace hm::daemon::http
