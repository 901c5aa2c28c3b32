#include "daemon/notify.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <cstring>
#include <string>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

using namespace hm::daemon;
using namespace std::chrono_literals;

namespace {

// A service manager's socket, under an abstract name.
class manager {
public:
    explicit manager(std::string name) : fd_(socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0)) {
        sockaddr_un a{};
        a.sun_family = AF_UNIX;
        std::memcpy(a.sun_path + 1, name.data(), name.size());
        REQUIRE(bind(fd_, reinterpret_cast<const sockaddr*>(&a),
                     static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size())) == 0);
    }
    ~manager() { close(fd_); }

    std::string heard() const {
        std::array<char, 1000> text{};
        const ssize_t n = recv(fd_, text.data(), text.size(), 0);
        return n < 0 ? std::string{} : std::string{text.data(), static_cast<std::size_t>(n)};
    }

private:
    int fd_;
};

std::string unique_name() {
    return "healthmodel-notify-test-" + std::to_string(getpid());
}

}  // namespace

TEST_CASE("the service manager hears how we are", "[daemon][notify]") {
    const manager m{unique_name()};
    const notifier n{"@" + unique_name(), 10s};
    n.ready("model shop, generation 1");
    CHECK(m.heard() == "READY=1\nSTATUS=model shop, generation 1\n");
    n.reloading();
    CHECK_THAT(m.heard(), Catch::StartsWith("RELOADING=1\nMONOTONIC_USEC="));
    n.alive();
    CHECK(m.heard() == "WATCHDOG=1\n");
    n.stopping();
    CHECK_THAT(m.heard(), Catch::StartsWith("STOPPING=1\n"));
    CHECK(n.watchdog_every() == std::chrono::microseconds{5s});
}

TEST_CASE("without a service manager nothing is said", "[daemon][notify]") {
    for (const std::string& address : {std::string{}, std::string{"relative"}, std::string(200, '/')}) {
        const notifier n{address, 10s};
        n.ready("");
        CHECK_FALSE(n.watchdog_every());
    }
    const notifier nobody_watches{"@" + unique_name(), std::nullopt};
    CHECK_FALSE(nobody_watches.watchdog_every());
}
