// How long after the last observation the verdict that follows from it is there to be read, beyond dwell.
//
//     verdict_delay DWELL_MS EVENTS
//
// The whole engine probes one target every 50 ms. A target that was good turns bad and the reverse, EVENTS
// times. Prints the delay of each in microseconds, one a line: from the stamp that the shard gave the first
// observation of the change (and DWELL_MS later) to the first look that finds the verdict published. Looks
// are 20 us apart and both by the monotonic clock, so that a delay is at most a look too long.
#include "config/load.hpp"
#include "daemon/engine.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>

namespace {

using namespace hm;
using namespace std::chrono_literals;
using steady = std::chrono::steady_clock;

constexpr auto look_every = 20us;
constexpr auto limit = 10s;
constexpr model::signal_id the_signal{0};

// Debounce is one result; what is left is the dwell.
constexpr const char* model_text = R"(
model: bench
traffic: {{ down_after: {0}ms, up_after: {0}ms, total_failure_after: {0}ms, min_down: 0s, ramp: 0s }}
regions: {{ here: {{}} }}
flows: {{ all: {{ needs: [one] }} }}
components:
  one:
    signals:
      up: {{ http: {{ url: "http://127.0.0.1:{1}/" }}, every: 50ms, timeout: 40ms, rise: 1, fall: 1 }}
)";

// Answers whoever connects, one at a time, 200 or 500.
class target {
public:
    target() : listening_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        address_.sin_family = AF_INET;
        address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        auto* at = reinterpret_cast<sockaddr*>(&address_);
        socklen_t size = sizeof address_;
        if (bind(listening_, at, size) != 0 || listen(listening_, 16) != 0 ||
            getsockname(listening_, at, &size) != 0)
            throw std::system_error(errno, std::generic_category(), "the target cannot listen");
        thread_ = std::thread([this] { serve(); });
    }

    ~target() {
        ends_ = true;
        thread_.join();
        close(listening_);
    }

    std::uint16_t port() const { return ntohs(address_.sin_port); }
    void be(bool good) { good_ = good; }

private:
    void serve() {
        constexpr int patience_ms = 100;
        while (!ends_) {
            pollfd waiting{listening_, POLLIN, 0};
            if (poll(&waiting, 1, patience_ms) != 1) continue;
            const int client = accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC);
            std::array<char, 1024> request;
            if (recv(client, request.data(), request.size(), 0) > 0) {
                const std::string answer =
                    fmt::format("HTTP/1.1 {}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
                                good_ ? "200 OK" : "500 No");
                send(client, answer.data(), answer.size(), MSG_NOSIGNAL);
            }
            close(client);
        }
    }

    const int listening_;
    sockaddr_in address_{};
    std::atomic<bool> good_{true}, ends_{false};
    std::thread thread_;
};

class measurement {
public:
    explicit measurement(std::chrono::milliseconds dwell)
        : dwell_(dwell), engine_(load(fmt::format(model_text, dwell.count(), target_.port())), options()) {
        engine_.start();
        look_until([this] { return engine_.latest().verdicts->ready && serves(); }, "the region serves");
    }

    // The delay of one change, in microseconds.
    double change() {
        good_ = !good_;
        target_.be(good_);
        look_until([this] { return seen_good() == good_; }, "the change is observed");
        const steady::time_point observed = engine_.newest()->board.last_of(the_signal).result;
        const steady::time_point told =
            look_until([this] { return serves() == good_; }, "the verdict follows");
        return std::chrono::duration<double, std::micro>(told - observed - dwell_).count();
    }

private:
    static std::shared_ptr<const model::definition> load(const std::string& text) {
        config::loaded_model loaded = config::load_model(config::source{"bench", text});
        if (!loaded.value) throw std::runtime_error(config::render(loaded.diagnostics));
        return *loaded.value;
    }

    static daemon::engine_options options() {
        daemon::engine_options o;
        o.settings.listeners.clear();
        o.settings.resolver.servers = {"127.0.0.1:53"};  // which nobody asks
        return o;
    }

    bool seen_good() const { return engine_.newest()->board.last_of(the_signal).why == model::reason::ok; }
    bool serves() const { return engine_.latest().verdicts->regions.front().serves(); }

    // When it held.
    template <class Condition>
    static steady::time_point look_until(Condition holds, std::string_view what) {
        const steady::time_point end = steady::now() + limit;
        while (!holds()) {
            if (steady::now() > end) throw std::runtime_error(fmt::format("not within {}: {}", limit, what));
            std::this_thread::sleep_for(look_every);
        }
        return steady::now();
    }

    const std::chrono::milliseconds dwell_;
    target target_;
    bool good_ = true;
    daemon::engine engine_;
};

void measure(std::chrono::milliseconds dwell, int events) {
    measurement m{dwell};
    std::mt19937 random{1};
    // So that changes come at any place between two ticks of whatever ticks.
    std::uniform_int_distribution<int> pause_ms{0, 100};
    for (int n = 0; n < events; ++n) {
        std::this_thread::sleep_for(std::chrono::milliseconds{pause_ms(random)});
        fmt::print("{:.1f}\n", m.change());
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        fmt::print(stderr, "verdict_delay DWELL_MS EVENTS\n");
        return 2;
    }
    prctl(PR_SET_TIMERSLACK, 1UL);  // of this thread: else a look comes 50 us late
    try {
        measure(std::chrono::milliseconds{std::stoi(argv[1])}, std::stoi(argv[2]));
    } catch (const std::exception& e) {
        fmt::print(stderr, "verdict_delay: {}\n", e.what());
        return 1;
    }
}
