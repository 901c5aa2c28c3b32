#include "daemon/secret.hpp"

#include <catch2/catch.hpp>

using namespace hm::daemon;

TEST_CASE("a secret is the same only when all of it is", "[daemon][secret]") {
    CHECK(same_secret("0123456789abcdef", "0123456789abcdef"));
    CHECK_FALSE(same_secret("0123456789abcdeF", "0123456789abcdef"));
    CHECK_FALSE(same_secret("0123456789abcde", "0123456789abcdef"));
    CHECK_FALSE(same_secret("0123456789abcdef0", "0123456789abcdef"));
    CHECK_FALSE(same_secret("", "0123456789abcdef"));
}

TEST_CASE("a secret is known by its digest", "[daemon][secret]") {
    // Of "abc", from FIPS 180-4's examples.
    CHECK(sha256_of("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(has_digest("abc", sha256_of("abc")));
    CHECK_FALSE(has_digest("abd", sha256_of("abc")));
    CHECK_FALSE(has_digest(sha256_of("abc"), sha256_of("abc")));  // the digest itself opens nothing
}

TEST_CASE("no two tokens are the same", "[daemon][secret]") {
    const std::string one = new_token();
    CHECK(one.size() == 64);
    CHECK(one.find_first_not_of("0123456789abcdef") == std::string::npos);
    CHECK(one != new_token());
}
