#include "daemon/secret.hpp"

#include <catch2/catch.hpp>

using hm::daemon::same_secret;

TEST_CASE("a secret is the same only when all of it is", "[daemon][secret]") {
    CHECK(same_secret("0123456789abcdef", "0123456789abcdef"));
    CHECK_FALSE(same_secret("0123456789abcdeF", "0123456789abcdef"));
    CHECK_FALSE(same_secret("0123456789abcde", "0123456789abcdef"));
    CHECK_FALSE(same_secret("0123456789abcdef0", "0123456789abcdef"));
    CHECK_FALSE(same_secret("", "0123456789abcdef"));
}
