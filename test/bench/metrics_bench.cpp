// The page of /metrics of 100,000 nodes and as many signals: what a series costs, the page compressed, and
// what a scrape costs the thread that serves it, plain and compressed.
#include "config/load.hpp"
#include "daemon/clock.hpp"
#include "daemon/http/gzip.hpp"
#include "daemon/http/listener.hpp"
#include "daemon/outputs/metrics.hpp"
#include "daemon/outputs/routes.hpp"
#include "daemon/outputs/series_labels.hpp"
#include "test/bench/large_model.hpp"
#include "test/daemon/outputs/picture.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <thread>

#include <pthread.h>

namespace {

using namespace hm;
using clock = std::chrono::steady_clock;

constexpr int rounds = 15;
constexpr const char* path = "/tmp/healthmodeld-metrics-bench.yaml";

// Counters as after an hour of good answers.
std::vector<std::shared_ptr<probes::signal_stats>> counters(std::size_t signals) {
    std::vector<std::shared_ptr<probes::signal_stats>> all(signals);
    for (std::size_t i = 0; i < signals; ++i) {
        all[i] = std::make_shared<probes::signal_stats>();
        all[i]->results[static_cast<std::size_t>(model::reason::ok)].add(360 + i % 7);
        all[i]->last_result_ms.set(1'764'000'000'000 + static_cast<std::int64_t>(i));
        all[i]->last_duration_ns.set(1'234'567 + static_cast<std::int64_t>(i) * 1001);
    }
    return all;
}

std::size_t series_in(std::string_view page) {
    std::size_t n = 0;
    for (std::size_t at = 0; at < page.size(); at = page.find('\n', at) + 1) n += page[at] != '#';
    return n;
}

template <class Action>
double median_ns(Action&& action) {
    std::vector<double> all;
    for (int i = 0; i < rounds; ++i) {
        const auto start = clock::now();
        action();
        all.push_back(std::chrono::duration<double, std::nano>(clock::now() - start).count());
    }
    std::nth_element(all.begin(), all.begin() + rounds / 2, all.end());
    return all[rounds / 2];
}

// The page by HTTP, served on a thread of its own.
class served_page {
public:
    explicit served_page(const daemon::output_context& context)
        : listener_(io_, "127.0.0.1", 0, daemon::make_routes({config::service::metrics}, context)) {
        listener_.start();
        thread_ = std::thread{[this] { io_.run(); }};
    }
    ~served_page() {
        boost::asio::post(io_, [this] { listener_.stop(); });
        thread_.join();
    }

    // Processor time of the thread for one scrape.
    double scrape_ns(const std::string& accept_encoding) {
        // Who asks sooner gets the page of the one before.
        std::this_thread::sleep_for(2 * daemon::metrics_answers::max_age);
        const double before = cpu_ns();
        boost::asio::io_context own;
        boost::asio::ip::tcp::socket scraper{own};
        scraper.connect({boost::asio::ip::address_v4::loopback(), listener_.port()});
        const std::string request = fmt::format(
            "GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAccept-Encoding: {}\r\n\r\n",
            accept_encoding);
        boost::asio::write(scraper, boost::asio::buffer(request));
        static std::array<char, 256 * 1024> part;
        boost::system::error_code end;
        while (!end) boost::asio::read(scraper, boost::asio::buffer(part), end);
        return cpu_ns() - before;
    }

private:
    double cpu_ns() {
        clockid_t of_thread{};
        pthread_getcpuclockid(thread_.native_handle(), &of_thread);
        timespec t{};
        clock_gettime(of_thread, &t);
        return static_cast<double>(t.tv_sec) * 1e9 + static_cast<double>(t.tv_nsec);
    }

    boost::asio::io_context io_{1};
    daemon::http::listener listener_;
    std::thread thread_;
};

double median_scrape_ns(served_page& page, const std::string& accept_encoding) {
    constexpr std::size_t scrapes = 7;
    std::array<double, scrapes> all;
    for (double& one : all) one = page.scrape_ns(accept_encoding);
    std::nth_element(all.begin(), all.begin() + scrapes / 2, all.end());
    return all[scrapes / 2];
}

void report(const char* name, double value, const char* unit, const char* target) {
    fmt::print("{{\"name\": \"{}\", \"value\": {:.4g}, \"unit\": \"{}\"{}}}\n", name, value, unit, target);
}

}  // namespace

int main() {
    std::ofstream{path} << bench::large_model_text();
    const config::loaded_model loaded = config::load_model_files({path});
    std::remove(path);
    if (!loaded.value) return 1;
    test::picture picture{std::make_shared<const model::graph>(*loaded.value)};
    const auto signals = counters(picture.graph->signal_count());
    probes::shard_stats shard;
    picture.context.figures = [&](std::uint64_t) { return daemon::probe_figures{signals, {&shard}}; };
    picture.all(model::state::healthy).publish();

    const daemon::series_labels labels{picture.graph};
    std::string page;
    const double took = median_ns([&] {
        page.clear();
        daemon::write_metrics_page(page, picture.context, &labels);
    });
    const double series = static_cast<double>(series_in(page));
    fmt::print("{:.0f} series, {:.1f} MB\n", series, static_cast<double>(page.size()) * 1e-6);
    report("metrics/per-series", took / series, "ns", ", \"target\": 60, \"op\": \"<=\"");
    report("metrics/page", took * 1e-6, "ms", "");
    std::size_t small = 0;
    report("metrics/gzip", median_ns([&] { small = daemon::http::gzipped(page).size(); }) * 1e-6, "ms", "");
    report("metrics/gzip-size", static_cast<double>(small) / static_cast<double>(page.size()) * 100, "%", "");
    // A scrape a second: milliseconds are tenths of a percent of a core.
    picture.context.now = [] { return daemon::now(); };
    served_page served{picture.context};
    constexpr const char* asked = ", \"target\": 5, \"op\": \"<=\"";
    report("metrics/share-plain", median_scrape_ns(served, "identity") * 1e-7, "% of a core", asked);
    report("metrics/share-gzip", median_scrape_ns(served, "gzip") * 1e-7, "% of a core", asked);
}
