// What all listeners have in common: HTTP, HAProxy's agent, a gate. Made before its thread's loop runs; all
// but the destructor belongs on that loop from then on.
#pragma once

#include <cstdint>

namespace hm::daemon::tcp {

class listening {
public:
    virtual ~listening() = default;

    virtual std::uint16_t port() const = 0;  // the real one, when 0 was asked for
    virtual void start() = 0;
    // No new connections; what is under way ends within a limit. Nothing is left on the loop afterwards.
    virtual void stop() = 0;
};

}  // namespace hm::daemon::tcp
