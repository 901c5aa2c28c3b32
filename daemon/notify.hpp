// Tells the service manager how we are, by the protocol of sd_notify(3): datagrams to the socket in
// NOTIFY_SOCKET. Without a manager every call does nothing. No libsystemd: the protocol is a line of text.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace hm::daemon {

class notifier {
public:
    // From NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID. What is malformed counts as absent.
    static notifier from_environment();
    // `address`: a path, or "@name" for an abstract one; empty: no manager.
    notifier(std::string address, std::optional<std::chrono::microseconds> watchdog);

    void ready(std::string_view status) const;
    void reloading() const;  // until ready() is told again
    void stopping() const;
    void alive() const;  // feeds the watchdog

    // How often alive() is due: half of what the manager grants. Absent: nobody watches.
    std::optional<std::chrono::microseconds> watchdog_every() const;

private:
    void send(const std::string& lines) const;

    std::string address_;
    std::optional<std::chrono::microseconds> watchdog_;
};

}  // namespace hm::daemon
