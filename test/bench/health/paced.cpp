// Balancers that ask at an even pace, over connections that they keep.
//
//     paced ADDRESS PORT PATH PER_SECOND CONNECTIONS SECONDS
//
// Request n is due n / PER_SECOND after the start, whatever became of those before. How long an answer took
// counts from when its request was due, so that who answers slowly cannot hide it by being asked less. Prints
// one line: "ASKED FAILED P50_US P99_US"; anything but a 200 in one piece is a failure.
#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <deque>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace {

using steady = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr auto last_answers = 1s;  // that the requests of the end are given
constexpr int events_at_once = 64;

struct plan {
    sockaddr_in address{};
    std::string request;
    double per_second = 0;
    int connections = 0;
    double seconds = 0;
};

plan plan_of(char** argv) {
    plan p;
    p.address.sin_family = AF_INET;
    p.address.sin_port = htons(static_cast<std::uint16_t>(std::stoi(argv[2])));
    if (inet_pton(AF_INET, argv[1], &p.address.sin_addr) != 1)
        throw std::runtime_error(fmt::format("not an address: {}", argv[1]));
    p.request = fmt::format("GET {} HTTP/1.1\r\nHost: {}:{}\r\n\r\n", argv[3], argv[1], argv[2]);
    p.per_second = std::stod(argv[4]);
    p.connections = std::stoi(argv[5]);
    p.seconds = std::stod(argv[6]);
    return p;
}

class balancers {
public:
    explicit balancers(plan p) : plan_(std::move(p)), epoll_(epoll_create1(EPOLL_CLOEXEC)) {
        for (int n = 0; n < plan_.connections; ++n) connect();
    }

    void run() {
        const auto began = steady::now();
        const auto total = static_cast<std::size_t>(plan_.per_second * plan_.seconds);
        const auto due = [&](std::size_t n) {
            return began + std::chrono::duration_cast<steady::duration>(
                               std::chrono::duration<double>(static_cast<double>(n) / plan_.per_second));
        };
        for (std::size_t n = 0; n < total;) {
            for (; n < total && due(n) <= steady::now(); ++n) waiting_.push_back(due(n));
            ask();
            take_answers(n < total ? due(n) - steady::now() : 0ns);
        }
        for (const auto end = steady::now() + last_answers; answered() < total && steady::now() < end;) {
            ask();
            take_answers(10ms);
        }
        failed_ += total - answered();
    }

    std::string report() {
        if (took_.empty()) throw std::runtime_error("nobody answered");
        std::sort(took_.begin(), took_.end());
        const auto quantile_us = [this](double q) {
            const auto place = static_cast<std::size_t>(q * static_cast<double>(took_.size()));
            return std::chrono::duration<double, std::micro>(took_[std::min(place, took_.size() - 1)])
                .count();
        };
        return fmt::format("{} {} {:.1f} {:.1f}", took_.size() + failed_, failed_, quantile_us(0.5),
                           quantile_us(0.99));
    }

private:
    struct connection {
        int fd;
        steady::time_point due{};
    };

    void connect() {
        const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (::connect(fd, reinterpret_cast<const sockaddr*>(&plan_.address), sizeof plan_.address) != 0)
            throw std::system_error(errno, std::generic_category(), "connect");
        const int on = 1;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        epoll_event interest{EPOLLIN, {.u32 = static_cast<std::uint32_t>(all_.size())}};
        epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &interest);
        free_.push_back(all_.size());
        all_.push_back({fd});
    }

    void ask() {
        while (!waiting_.empty() && !free_.empty()) {
            connection& c = all_[free_.front()];
            c.due = waiting_.front();
            if (send(c.fd, plan_.request.data(), plan_.request.size(), MSG_NOSIGNAL) < 0)
                throw std::system_error(errno, std::generic_category(), "send");
            free_.pop_front();
            waiting_.pop_front();
        }
    }

    void take_answers(std::chrono::nanoseconds at_most) {
        at_most = std::max(at_most, std::chrono::nanoseconds{0});
        const timespec limit{at_most / 1s, (at_most % 1s).count()};
        std::array<epoll_event, events_at_once> events;
        const int n = epoll_pwait2(epoll_, events.data(), events_at_once, &limit, nullptr);
        for (int i = 0; i < n; ++i) take_answer(events[static_cast<std::size_t>(i)].data.u32);
    }

    void take_answer(std::size_t who) {
        std::array<char, 4096> answer;
        const ssize_t size = recv(all_[who].fd, answer.data(), answer.size(), 0);
        if (size <= 0) throw std::runtime_error("a connection was closed");
        const std::string_view text{answer.data(), static_cast<std::size_t>(size)};
        if (text.starts_with("HTTP/1.1 200 "))
            took_.push_back(steady::now() - all_[who].due);
        else
            ++failed_;
        free_.push_back(who);
    }

    std::size_t answered() const { return took_.size() + failed_; }

    const plan plan_;
    const int epoll_;
    std::vector<connection> all_;
    std::deque<std::size_t> free_;
    std::deque<steady::time_point> waiting_;  // when requests were due for which no connection was free
    std::vector<steady::duration> took_;
    std::size_t failed_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
    if (argc != 7) {
        fmt::print(stderr, "paced ADDRESS PORT PATH PER_SECOND CONNECTIONS SECONDS\n");
        return 2;
    }
    prctl(PR_SET_TIMERSLACK, 1UL);  // else every request is up to 50 us late
    try {
        balancers all{plan_of(argv)};
        all.run();
        fmt::print("{}\n", all.report());
    } catch (const std::exception& e) {
        fmt::print(stderr, "paced: {}\n", e.what());
        return 1;
    }
}
