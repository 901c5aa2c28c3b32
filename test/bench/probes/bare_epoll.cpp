// The floor that the cost of probing is measured against: one thread, epoll, and of a probe only what cannot
// be left out: connect, send, receive, look for "200", close. It keeps nothing, judges nothing and has no
// deadlines.
//
//     bare_epoll TARGETS AT_ONCE [PER_SECOND]
//
// TARGETS is a file of "address port path" lines, which are probed in turn; at most AT_ONCE are under way.
// Without PER_SECOND as fast as it goes, else paced in ticks of 10 ms. Until SIGTERM; then it prints how many
// it answered and how many failed.
#include <arpa/inet.h>
#include <fmt/format.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace {

using clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds tick{10};
constexpr int events_at_once = 512;

volatile std::sig_atomic_t asked_to_end = 0;

struct target {
    sockaddr_in address{};
    std::string request;
};

std::vector<target> read_targets(const char* file) {
    std::vector<target> targets;
    std::ifstream lines{file};
    std::string address, path;
    for (std::uint16_t port = 0; lines >> address >> port >> path;) {
        target t;
        t.address.sin_family = AF_INET;
        t.address.sin_port = htons(port);
        if (inet_pton(AF_INET, address.c_str(), &t.address.sin_addr) != 1)
            throw std::runtime_error("not an address: " + address);
        t.request =
            fmt::format("GET {} HTTP/1.1\r\nHost: {}:{}\r\nConnection: close\r\n\r\n", path, address, port);
        targets.push_back(std::move(t));
    }
    if (targets.empty()) throw std::runtime_error(fmt::format("no targets in {}", file));
    return targets;
}

class prober {
public:
    prober(std::vector<target> targets, std::size_t at_once)
        : targets_(std::move(targets)), probes_(at_once), epoll_(epoll_create1(EPOLL_CLOEXEC)) {
        if (epoll_ < 0) throw std::system_error(errno, std::system_category(), "epoll_create1");
        for (std::size_t i = at_once; i-- > 0;) free_.push_back(i);
    }

    bool has_room() const { return !free_.empty(); }

    void start() {
        const std::size_t slot = free_.back();
        free_.pop_back();
        probe& p = probes_[slot];
        p.to = &targets_[next_++ % targets_.size()];
        p.sent = false;
        p.socket = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        if (p.socket < 0) throw std::system_error(errno, std::system_category(), "socket");
        const auto* address = reinterpret_cast<const sockaddr*>(&p.to->address);
        if (connect(p.socket, address, sizeof p.to->address) < 0 && errno != EINPROGRESS)
            return end(slot, false);
        epoll_event interest{};
        interest.events = EPOLLIN | EPOLLOUT | EPOLLET;
        interest.data.u64 = slot;
        epoll_ctl(epoll_, EPOLL_CTL_ADD, p.socket, &interest);
    }

    void wait(milliseconds at_most) {
        std::array<epoll_event, events_at_once> events;
        const int n = epoll_wait(epoll_, events.data(), events_at_once, static_cast<int>(at_most.count()));
        for (int i = 0; i < n; ++i) on_event(events[i].data.u64, events[i].events);
    }

    std::uint64_t answered() const { return answered_; }
    std::uint64_t failed() const { return failed_; }

private:
    struct probe {
        int socket = -1;
        bool sent = false;
        const target* to = nullptr;
    };

    void on_event(std::size_t slot, std::uint32_t what) {
        probe& p = probes_[slot];
        if (!p.sent && (what & (EPOLLOUT | EPOLLERR))) {
            if (send(p.socket, p.to->request.data(), p.to->request.size(), MSG_NOSIGNAL) < 0)
                return end(slot, false);
            p.sent = true;
        }
        if (p.sent && (what & (EPOLLIN | EPOLLERR | EPOLLHUP))) receive(slot);
    }

    // An answer of the targets is one segment.
    void receive(std::size_t slot) {
        std::array<char, 4096> bytes;
        const ssize_t n = recv(probes_[slot].socket, bytes.data(), bytes.size(), 0);
        if (n < 0 && errno == EAGAIN) return;
        const std::string_view answer{bytes.data(), n > 0 ? static_cast<std::size_t>(n) : 0};
        end(slot,
            answer.substr(0, 13) == "HTTP/1.1 200 " && answer.find("\r\n\r\n") != std::string_view::npos);
    }

    void end(std::size_t slot, bool good) {
        ++(good ? answered_ : failed_);
        close(probes_[slot].socket);
        free_.push_back(slot);
    }

    const std::vector<target> targets_;
    std::vector<probe> probes_;
    std::vector<std::size_t> free_;
    const int epoll_;
    std::size_t next_ = 0;
    std::uint64_t answered_ = 0, failed_ = 0;
};

void flat_out(prober& p) {
    while (!asked_to_end) {
        while (p.has_room() && !asked_to_end) p.start();
        p.wait(milliseconds{1000});
    }
}

void paced(prober& p, double per_second) {
    const double per_tick = per_second * std::chrono::duration<double>(tick).count();
    const clock::time_point began = clock::now();
    std::uint64_t started = 0;
    while (!asked_to_end) {
        const auto ticks = (clock::now() - began) / tick + 1;
        const double due = static_cast<double>(ticks) * per_tick;
        for (; p.has_room() && static_cast<double>(started) < due; ++started) p.start();
        const auto rest = std::chrono::ceil<milliseconds>(began + ticks * tick - clock::now());
        p.wait(std::max(rest, milliseconds{0}));
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3 && argc != 4) {
        fmt::print(stderr, "bare_epoll TARGETS AT_ONCE [PER_SECOND]\n");
        return 2;
    }
    try {
        std::signal(SIGTERM, [](int) { asked_to_end = 1; });
        prober p{read_targets(argv[1]), std::stoul(argv[2])};
        if (argc == 4)
            paced(p, std::stod(argv[3]));
        else
            flat_out(p);
        fmt::print("{} answered, {} failed\n", p.answered(), p.failed());
    } catch (const std::exception& e) {
        fmt::print(stderr, "bare_epoll: {}\n", e.what());
        return 1;
    }
}
