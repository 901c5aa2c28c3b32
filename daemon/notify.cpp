#include "daemon/notify.hpp"

#include "daemon/log.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <cstring>

#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

namespace hm::daemon {

namespace {

std::string variable(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? std::string{} : std::string{value};
}

std::optional<std::int64_t> number(const std::string& text) {
    std::int64_t n = 0;
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, n);
    if (text.empty() || parsed.ec != std::errc{} || parsed.ptr != end || n <= 0) return std::nullopt;
    return n;
}

// sd_notify(3): a watchdog for another process is none of our business.
std::optional<std::chrono::microseconds> watchdog_of_environment() {
    const auto granted = number(variable("WATCHDOG_USEC"));
    const auto pid = number(variable("WATCHDOG_PID"));
    if (!granted || (pid && *pid != getpid())) return std::nullopt;
    return std::chrono::microseconds{*granted};
}

std::int64_t monotonic_usec() {
    timespec t{};
    clock_gettime(CLOCK_MONOTONIC, &t);
    return std::int64_t{t.tv_sec} * 1'000'000 + t.tv_nsec / 1'000;
}

}  // namespace

notifier notifier::from_environment() {
    return {variable("NOTIFY_SOCKET"), watchdog_of_environment()};
}

notifier::notifier(std::string address, std::optional<std::chrono::microseconds> watchdog)
    : address_(std::move(address)), watchdog_(watchdog) {
    const bool usable = !address_.empty() && (address_[0] == '/' || address_[0] == '@') &&
                        address_.size() < sizeof(sockaddr_un::sun_path);
    if (!usable) address_.clear();
}

void notifier::ready(std::string_view status) const {
    send(fmt::format("READY=1\nSTATUS={}\n", status));
}

// MONOTONIC_USEC is what Type=notify-reload asks for; Type=notify does not mind it.
void notifier::reloading() const {
    send(fmt::format("RELOADING=1\nMONOTONIC_USEC={}\nSTATUS=reloading the model\n", monotonic_usec()));
}

void notifier::stopping() const {
    send("STOPPING=1\nSTATUS=stopping\n");
}

void notifier::alive() const {
    send("WATCHDOG=1\n");
}

std::optional<std::chrono::microseconds> notifier::watchdog_every() const {
    if (address_.empty() || !watchdog_) return std::nullopt;
    return *watchdog_ / 2;
}

void notifier::send(const std::string& lines) const {
    if (address_.empty()) return;
    const int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) return;
    sockaddr_un to{};
    to.sun_family = AF_UNIX;
    std::memcpy(to.sun_path, address_.data(), address_.size());
    if (address_[0] == '@') to.sun_path[0] = '\0';
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + address_.size());
    if (sendto(fd, lines.data(), lines.size(), MSG_NOSIGNAL, reinterpret_cast<const sockaddr*>(&to), length) <
        0)
        log::warning("notify_failed", {{"error", std::strerror(errno)}});
    close(fd);
}

}  // namespace hm::daemon
