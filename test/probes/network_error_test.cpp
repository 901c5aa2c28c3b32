#include "probes/network_error.hpp"

#include <boost/asio/error.hpp>
#include <catch2/catch.hpp>

#include <cerrno>

using namespace hm::probes;
using hm::model::reason;

TEST_CASE("every error has one reason, and only what is provably local is the prober's",
          "[probes][network-error]") {
    struct row {
        stage when;
        int code;
        reason why;
    };
    const row r = GENERATE(
        // Out of our own resources, whenever it shows.
        row{stage::calling, EMFILE, reason::prober_error}, row{stage::calling, ENFILE, reason::prober_error},
        row{stage::connecting, ENOBUFS, reason::prober_error},
        row{stage::talking, ENOMEM, reason::prober_error},
        row{stage::calling, EADDRNOTAVAIL, reason::prober_error},
        // The kernel refused before anything left: no route of ours.
        row{stage::calling, ENETUNREACH, reason::prober_error},
        row{stage::calling, EHOSTUNREACH, reason::prober_error},
        row{stage::calling, EACCES, reason::prober_error},
        row{stage::calling, EAFNOSUPPORT, reason::prober_error},
        row{stage::calling, ECONNREFUSED, reason::connect_refused},
        // The same words from outside are the target's.
        row{stage::connecting, ECONNREFUSED, reason::connect_refused},
        row{stage::connecting, ETIMEDOUT, reason::connect_timeout},
        row{stage::connecting, EHOSTUNREACH, reason::unreachable},
        row{stage::connecting, ENETUNREACH, reason::unreachable},
        row{stage::connecting, EACCES, reason::unreachable},
        row{stage::connecting, ENOPROTOOPT, reason::unreachable},
        row{stage::connecting, ECONNRESET, reason::closed},
        row{stage::connecting, ENETDOWN, reason::prober_error},
        // On a connection that stood.
        row{stage::talking, ECONNRESET, reason::closed}, row{stage::talking, EPIPE, reason::closed},
        row{stage::talking, ETIMEDOUT, reason::timeout},
        row{stage::talking, EHOSTUNREACH, reason::unreachable});
    CAPTURE(int(r.when), r.code);
    CHECK(reason_of(r.when, {r.code, boost::system::system_category()}) == r.why);
}

TEST_CASE("the end of a connection is closed, and errors speak in lower case", "[probes][network-error]") {
    CHECK(reason_of(stage::talking, boost::asio::error::eof) == reason::closed);
    CHECK(words_of({ECONNRESET, boost::system::system_category()}) == "connection reset by peer");
}
