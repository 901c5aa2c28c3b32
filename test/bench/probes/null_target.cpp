// What probing costs besides the network: the schedule alone, and shards whose every run is answered at once,
// within the process.
//
//     null_target schedule SECONDS      100,000 signals every second, on the ticks of a shard; prints the
//     share of
//                                       a processor
//     null_target shards N SECONDS      more signals than N shards on N threads can run; prints runs per
//     second
#include "config/load.hpp"
#include "probes/shard.hpp"

#include <fmt/format.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <chrono>
#include <ctime>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace hm::probes {

namespace {

class answered_at_once final : public run {
public:
    answered_at_once(const environment& env, completion done) : env_(env), done_(std::move(done)) {}

    void start() override {
        using namespace std::chrono_literals;
        model::observation seen;
        seen.at = env_.clock.now().wall;
        seen.latency = 3ms;
        seen.why = model::reason::ok;
        seen.status = 200;
        seen.phase.connect = seen.phase.first_byte = seen.phase.transfer = 1ms;
        const completion done = std::exchange(done_, nullptr);
        done(std::move(seen));
    }

    void expire() override {}  // never under way when somebody could ask

private:
    const environment env_;
    completion done_;
};

class null_probe final : public probe {
public:
    std::shared_ptr<run> begin(const environment& env, completion done) override {
        return std::make_shared<answered_at_once>(env, std::move(done));
    }
};

}  // namespace

// Instead of the registry's, which the linker then leaves out.
std::unique_ptr<probe> make_probe(std::shared_ptr<const model::signal_spec>) {
    return std::make_unique<null_probe>();
}

}  // namespace hm::probes

namespace {

using namespace hm;
using namespace std::chrono_literals;
using steady = std::chrono::steady_clock;

constexpr std::size_t scheduled = 100'000;
constexpr std::size_t saturating = 40'000;  // each every 10 ms: 4,000,000 runs a second are asked for
constexpr auto tick = 10ms;
constexpr auto warm_up = 300ms;

constexpr const char* model_text = R"(
model: bench
regions: { here: {} }
flows: { all: { needs: [one] } }
components:
  one:
    signals:
      up:
        http: { url: "http://127.0.0.1:80/" }
        every: 10ms
        timeout: 10ms
        degraded: latency > 5ms
        unhealthy: latency > 8ms
)";

std::shared_ptr<const model::signal_spec> judged_spec() {
    const config::loaded_model loaded = config::load_model(config::source{"bench", model_text});
    if (!loaded.value) throw std::runtime_error(config::render(loaded.diagnostics));
    for (const model::entity& e : (*loaded.value)->entities)
        if (!e.signals.empty()) return e.signals.front().places.front();
    throw std::runtime_error("the model has no signal");
}

std::string name_of(std::size_t n) {
    return fmt::format("component-{}@region/signal-{}", n / 50, n % 50);
}

// A shard on a thread of its own, until it is destroyed.
class busy_shard final : public probes::shard_sink {
public:
    busy_shard(const std::shared_ptr<const model::signal_spec>& spec, std::size_t first, std::size_t count)
        : shard_(io_, options(), *this, stats_) {
        std::vector<probes::assignment> signals;
        for (std::size_t n = 0; n < count; ++n)
            signals.push_back({model::signal_id(static_cast<std::uint32_t>(n)), name_of(first + n), spec,
                               std::make_shared<probes::signal_stats>()});
        shard_.start(signals);
        thread_ = std::thread([this] { io_.run(); });
    }

    ~busy_shard() override {
        boost::asio::post(io_, [this] { shard_.stop(); });
        thread_.join();
    }

    void on_result(model::signal_id, const model::observation&) override { results_.add(); }
    void on_change(model::signal_id, const model::judged_signal&) override {}

    std::uint64_t results() const { return results_.get(); }

private:
    static probes::shard_options options() {
        probes::shard_options o;
        o.dns.servers = {"127.0.0.1:53"};  // which nobody asks
        o.max_per_host = o.max_concurrent;
        return o;
    }

    boost::asio::io_context io_{1};
    probes::counter results_;
    probes::shard_stats stats_;
    probes::shard shard_;
    std::thread thread_;
};

double runs_per_second(std::size_t shards, double seconds) {
    const auto spec = judged_spec();
    std::vector<std::unique_ptr<busy_shard>> all;
    const std::size_t each = saturating / shards;
    for (std::size_t n = 0; n < shards; ++n)
        all.push_back(std::make_unique<busy_shard>(spec, n * each, each));
    const auto results = [&all] {
        std::uint64_t sum = 0;
        for (const auto& s : all) sum += s->results();
        return sum;
    };
    std::this_thread::sleep_for(warm_up);
    const std::uint64_t before = results();
    const steady::time_point began = steady::now();
    std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
    const std::uint64_t after = results();
    return static_cast<double>(after - before) / std::chrono::duration<double>(steady::now() - began).count();
}

double cpu_seconds() {
    timespec t{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
}

// A run is over as soon as it is due: what is left is the wheel, the next due time, and the ticks themselves.
double share_of_schedule(double seconds) {
    model::schedule when;
    when.every = when.fast_every = when.down_every = 1s;
    probes::schedule plan{tick, steady::now()};
    for (std::size_t n = 0; n < scheduled; ++n) plan.add(name_of(n), when);

    const probes::tick_grid grid{tick};
    std::vector<probes::schedule::slot> due;
    std::uint64_t runs = 0;
    const auto tick_until = [&](steady::time_point end) {
        boost::asio::io_context io{1};
        boost::asio::steady_timer timer{io};
        for (steady::time_point now = steady::now(); now < end; now = steady::now()) {
            timer.expires_at(grid.time_of(grid.at_or_before(now) + 1));
            timer.async_wait([](const boost::system::error_code&) {});
            io.restart();
            io.run();
            const model::steady_time at = steady::now();
            due.clear();
            plan.advance(at, [&due](probes::schedule::slot s) { due.push_back(s); });
            for (const probes::schedule::slot s : due) plan.finished(s, model::pace::normal, at, at);
            runs += due.size();
        }
    };
    tick_until(steady::now() + 1s);  // the first round
    runs = 0;
    const steady::time_point began = steady::now();
    const double cpu = cpu_seconds();
    tick_until(began + std::chrono::duration_cast<steady::duration>(std::chrono::duration<double>(seconds)));
    const double used = cpu_seconds() - cpu;
    const double took = std::chrono::duration<double>(steady::now() - began).count();
    if (static_cast<double>(runs) < 0.9 * static_cast<double>(scheduled) * took)
        throw std::runtime_error(fmt::format("only {} runs fell due in {:.1f} s", runs, took));
    return used / took;
}

}  // namespace

int main(int argc, char** argv) {
    const std::vector<std::string> words(argv + 1, argv + argc);
    try {
        if (words.size() == 2 && words[0] == "schedule")
            fmt::print("{}\n", share_of_schedule(std::stod(words[1])));
        else if (words.size() == 3 && words[0] == "shards" && std::stoul(words[1]) > 0)
            fmt::print("{}\n", runs_per_second(std::stoul(words[1]), std::stod(words[2])));
        else
            throw std::invalid_argument("schedule SECONDS, or shards N SECONDS");
    } catch (const std::exception& e) {
        fmt::print(stderr, "null_target: {}\n", e.what());
        return 2;
    }
}
