#include "model/secrets.hpp"

#include "model/tracker.hpp"

#include <catch2/catch.hpp>

using namespace hm::model;

TEST_CASE("secrets are hidden wherever they stand, in whatever case", "[model][secrets]") {
    CHECK(without_secrets("GET /k3y/list k3y", {"k3y"}) == "GET /***/list ***");
    CHECK(without_secrets("no such host DB.Internal", {"db.internal"}) == "no such host ***");
    CHECK(without_secrets("nothing here", {"k3y"}) == "nothing here");
    CHECK(without_secrets("", {"k3y"}) == "");
    CHECK(without_secrets("text", {}) == "text");
}

TEST_CASE("of secrets that begin alike the longest is hidden as a whole", "[model][secrets]") {
    CHECK(without_secrets("abcdef abc", {"abc", "abcdef"}) == "*** ***");
    CHECK(without_secrets("aaaa", {"aa"}) == "******");
}

TEST_CASE("what a signal says of its runs shows none of its secrets", "[model][secrets][tracker]") {
    auto spec = std::make_shared<signal_spec>();
    spec->secrets = {"k3y-of-the-door"};
    signal_tracker tracker{spec};
    observation seen;
    seen.why = reason::redirect;
    seen.detail = "cannot follow to \"/K3Y-of-the-door\"";
    tracker.add(seen, {});
    CHECK(seen.detail == "cannot follow to \"/***\"");
    CHECK(tracker.current().detail == seen.detail);
}

TEST_CASE("a secret that lies across the cut is hidden as a whole", "[model][secrets]") {
    CHECK(without_secrets("GET /k3y-k3y", {"k3y"}, 6) == "GET /***");
    CHECK(without_secrets("GET /k3y-k3y", {"k3y"}, 5) == "GET /");
    CHECK(without_secrets("short", {"k3y"}, 100) == "short");
}
