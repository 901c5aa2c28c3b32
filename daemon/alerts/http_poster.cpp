#include "daemon/alerts/http_poster.hpp"

#include <boost/asio/post.hpp>

#include <utility>

namespace hm::daemon {

namespace {

constexpr std::chrono::milliseconds tick_length{10};

std::string trouble_of(const model::observation& seen) {
    if (seen.why == model::reason::ok) return {};
    std::string text{to_string(seen.why)};
    if (!seen.detail.empty()) text += ": " + seen.detail;
    return text;
}

}  // namespace

http_poster::http_poster(boost::asio::io_context& io, const probes::resolver_options& dns)
    : io_(io),
      scratch_(probes::scratch_bytes),
      sockets_(io),
      names_(io, dns, probes::system_time(), stats_),
      timer_(io) {}

http_poster::~http_poster() {
    stop();
}

void http_poster::post(model::http_spec what, std::vector<std::string> secrets,
                       std::chrono::milliseconds timeout, std::function<void(std::string)> done) {
    if (stopped_) return;
    auto spec = std::make_shared<model::signal_spec>();
    spec->probe = std::move(what);
    spec->when.timeout = timeout;
    spec->secrets = std::move(secrets);
    flight& f = flights_.emplace_back();
    f.what = probes::make_probe(spec);
    f.deadline = std::chrono::steady_clock::now() + timeout;
    f.done = std::move(done);
    f.run = f.what->begin({io_, sockets_, names_, tls_, probes::system_time(), scratch_},
                          [this, &f](const model::observation& seen) { ended(f, seen); });
    f.run->start();
    if (!std::exchange(ticks_, true)) await_tick();
}

// Called from within the run, which therefore lives until the next tick.
void http_poster::ended(flight& f, const model::observation& seen) {
    f.over = true;
    if (stopped_) return;
    boost::asio::post(io_, [done = std::move(f.done), trouble = trouble_of(seen)] { done(trouble); });
}

void http_poster::await_tick() {
    timer_.expires_after(tick_length);
    timer_.async_wait([this](const boost::system::error_code& cancelled) {
        if (!cancelled) on_tick();
    });
}

void http_poster::on_tick() {
    names_.tick();
    const auto now = std::chrono::steady_clock::now();
    for (flight& f : flights_)
        if (!f.over && now >= f.deadline) f.run->expire();
    flights_.remove_if([](const flight& f) { return f.over; });
    ticks_ = !flights_.empty();
    if (ticks_) await_tick();
}

void http_poster::stop() {
    if (std::exchange(stopped_, true)) return;
    timer_.cancel();
    for (flight& f : flights_)
        if (!f.over) f.run->expire();
    flights_.clear();
    sockets_.stop();
    names_.stop();
}

}  // namespace hm::daemon
