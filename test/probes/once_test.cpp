#include "probes/once.hpp"

#include "test/support/probing.hpp"
#include "test/support/scripted_server.hpp"

#include <catch2/catch.hpp>

#include <thread>

using namespace hm;
using namespace hm::test;
using model::reason;

namespace {

// A server that has a thread of its own, since a single run blocks the test's.
struct server_beside_us {
    server_beside_us()
        : server{io, [](peer& c) {
                     c.read_request([&c] { c.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"); });
                 }} {
        thread = std::thread{[this] { io.run(); }};
    }
    ~server_beside_us() {
        io.stop();
        thread.join();
    }

    boost::asio::io_context io{1};
    scripted_server server;
    std::thread thread;
};

}  // namespace

// What was kept is closed by what waited for it: AddressSanitizer sees when that is gone by then.
TEST_CASE("a single run of a signal that keeps its connection ends well", "[probes][once]") {
    server_beside_us beside;
    auto spec = std::make_shared<model::signal_spec>(http_signal(beside.server.port()));
    http_of(*spec).reuse = true;
    const auto seen = probes::run_once(spec, {});
    CHECK(seen.why == reason::ok);
    CHECK(seen.status == 200);
    CHECK(seen.judged == model::state::healthy);
}
