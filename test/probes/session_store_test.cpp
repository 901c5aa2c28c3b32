#include "probes/session_store.hpp"

#include <catch2/catch.hpp>

using namespace hm;
using namespace hm::probes;
using namespace std::chrono_literals;

namespace {

const model::steady_time start{1h};

kept_session made_at(model::steady_time when) {
    return {ssl_session_ptr{SSL_SESSION_new()}, nullptr, when};
}

}  // namespace

TEST_CASE("a session is found until it is too old or forgotten", "[probes][tls]") {
    session_store store;
    CHECK(store.find("a", start) == nullptr);
    store.keep("a", made_at(start), start);
    store.keep("b", made_at(start), start);
    REQUIRE(store.find("a", start));
    CHECK(store.find("a", start + max_session_age - 1ns));
    CHECK_FALSE(store.find("a", start + max_session_age));
    store.forget("b");
    store.forget("nobody");
    CHECK_FALSE(store.find("b", start));
    CHECK(store.find("a", start));
}

TEST_CASE("a younger handshake's session takes the place of an older one's and never the reverse",
          "[probes][tls]") {
    session_store store;
    store.keep("a", made_at(start), start);
    store.keep("a", made_at(start + 2min), start + 2min);
    CHECK(store.find("a", start + 2min)->full_handshake == start + 2min);
    store.keep("a", made_at(start + 1min), start + 2min);
    CHECK(store.find("a", start + 2min)->full_handshake == start + 2min);
    CHECK(store.size() == 1);
    store.keep("a", made_at(start - max_session_age), start + 2min);
    CHECK(store.size() == 1);
}

TEST_CASE("a bounded number of sessions is kept and old ones make room", "[probes][tls]") {
    session_store store;
    for (std::size_t i = 0; i < max_kept_sessions + 10; ++i)
        store.keep(std::to_string(i), made_at(start), start);
    CHECK(store.size() == max_kept_sessions);
    CHECK(store.find("0", start));
    store.keep("0", made_at(start + 1min), start + 1min);
    CHECK(store.find("0", start)->full_handshake == start + 1min);
    CHECK_FALSE(store.find(std::to_string(max_kept_sessions), start));

    const auto later = start + max_session_age;
    store.keep("late", made_at(later), later);
    CHECK(store.size() == 2);
    CHECK(store.find("late", later));
    CHECK(store.find("0", later));
}
