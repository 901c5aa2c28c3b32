// The table of endpoints of one listener: methods, path pattern, handler. Finds the one that a request means
// and calls it; answers 405 itself. No sockets.
//
//   {any_read, "/api/v1/nodes/{id}", …}     one segment, decoded, becomes request::params[0]
//   {any_read, "/health/{...}", …}          whatever is left
#pragma once

#include "daemon/http/response.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace hm::daemon::http {

// Who waits for an answer: a connection, or a test.
class answer_sink {
public:
    virtual ~answer_sink() = default;
    // `number` tells apart the requests of one connection; a late or second answer is ignored.
    virtual void answer(std::uint64_t number, response r) = 0;
};

// What a handler answers through, now or later, on the listener's thread.
class responder {
public:
    responder(std::shared_ptr<answer_sink> to, std::uint64_t number) : to_(std::move(to)), number_(number) {}
    void operator()(response r) const { to_->answer(number_, std::move(r)); }

private:
    std::shared_ptr<answer_sink> to_;
    std::uint64_t number_;
};

using handler = std::function<void(const request&, const responder&)>;

// A handler that always knows its answer at once: `response f(const request&)`.
template <class F>
handler at_once(F f) {
    return [f = std::move(f)](const request& r, const responder& respond) { respond(f(r)); };
}

using methods = std::uint8_t;
constexpr methods only(method m) {
    return static_cast<methods>(1U << static_cast<unsigned>(m));
}
inline constexpr methods reads = only(method::get) | only(method::head);
inline constexpr methods reads_and_options = reads | only(method::options);

struct endpoint {
    methods allowed = reads;
    std::string pattern;
    handler handle;
};

class router {
public:
    router(std::vector<endpoint> table, handler otherwise);  // `otherwise`: no pattern fits

    void handle(request& r, const responder& respond) const;

    // For each endpoint, in order.
    void each(const std::function<void(methods allowed, const std::string& pattern)>& visit) const;

private:
    struct route {
        endpoint what;
        std::vector<std::string> segments;
    };

    std::vector<route> table_;
    handler otherwise_;
};

}  // namespace hm::daemon::http
