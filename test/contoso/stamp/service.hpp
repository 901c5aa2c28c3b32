// What the seven services have in common, as their host (host.hpp) sees it. A service answers requests and
// says how it is doing; listening, faults and time-taking are the host's.
#pragma once

#include "test/contoso/common/clock.hpp"
#include "test/contoso/http/message.hpp"
#include "test/contoso/stamp/figures.hpp"

#include <boost/asio/awaitable.hpp>

namespace contoso {

// A request that was answered, by the service itself or by its fault.
struct exchange {
    const http::request& asked;
    int status;
    time_point ended;
    clock::duration took;

    bool failed() const { return status >= 500; }
};

class service {
public:
    virtual ~service() = default;

    virtual boost::asio::awaitable<http::response> answer(http::request asked) = 0;
    virtual void record(const exchange& done) = 0;
    virtual figures stats(time_point now) const = 0;

    // A start is that of a new process: nothing measured, nothing cached. What is stored or queued stays.
    virtual void start() = 0;
    virtual void stop() {}  // ends what runs besides answering

    // What it does besides answering stands still, or goes on: part of being hung, or wrong.
    virtual void stand_still(bool) {}
};

}  // namespace contoso
