#include "test/contoso/load/users.hpp"

#include <fmt/format.h>
#include <boost/asio/error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <stdexcept>

namespace contoso {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

void judge_error(result& r, error_code error, result_kind otherwise) {
    r.kind = http::is_timeout(error) ? result_kind::timeout : otherwise;
    r.detail = error.message();
}

void judge_answer(result& r, const http::response& answered, std::string_view expected) {
    if (answered.status >= 500) {
        r.kind = result_kind::status_5xx;
        r.detail = fmt::format("status {}", answered.status);
    } else if (!answered.ok()) {
        r.kind = result_kind::other;
        r.detail = fmt::format("status {}", answered.status);
    } else if (answered.body.find(expected) == std::string::npos) {
        r.kind = result_kind::other;
        r.detail = "unexpected content";
    }
}

}  // namespace

users::users(asio::io_context& loop, load_options options)
    : loop_(loop),
      options_(std::move(options)),
      plan_(options_.comment_share, options_.seed),
      arrivals_(loop.get_executor()),
      visits_(loop.get_executor()) {
    for (const auto& url : options_.targets) sites_.push_back(resolve(loop, url));
}

// Once, before the first user comes, so that no request waits for a resolver.
users::site users::resolve(asio::io_context& loop, const std::string& url) {
    constexpr std::string_view scheme = "http://";
    if (!url.starts_with(scheme))
        throw std::runtime_error("a target is like http://127.0.0.1:8080, not " + url);
    std::string host = url.substr(scheme.size());
    if (host.ends_with('/')) host.pop_back();
    const auto colon = host.rfind(':');
    const std::string port = colon == std::string::npos ? "80" : host.substr(colon + 1);

    error_code error;
    tcp::resolver resolver(loop);
    const auto found = resolver.resolve(host.substr(0, colon), port, error);
    if (error || found.empty())
        throw std::runtime_error("cannot resolve the target " + url + ": " + error.message());
    return {url, host, found.begin()->endpoint(), {}};
}

asio::awaitable<void> users::arrive() {
    asio::steady_timer next(loop_);
    const auto interval =
        std::chrono::duration_cast<clock::duration>(std::chrono::duration<double>(1 / options_.rate));
    next.expires_at(clock::now());
    for (std::size_t number = 0;; ++number) {
        co_await next.async_wait(asio::use_awaitable);
        if (visits_.size() < max_in_flight) {
            visits_.spawn(visit(sites_[number % sites_.size()]));
        } else {
            report_.skipped();
        }
        next.expires_at(next.expiry() + interval);  // not from now: being late must not lower the rate
    }
}

asio::awaitable<void> users::visit(site& at) {
    action wanted = plan_.next();
    result r = co_await ask(at, std::move(wanted));
    report_.add(r);
}

asio::awaitable<result> users::ask(site& at, action wanted) {
    const auto began = clock::now();
    const auto deadline = began + options_.timeout;
    result r;
    r.sent_ms = unix_ms();
    r.target = at.url;
    r.request = wanted.request.method + " " + wanted.request.target;

    http::request copy = wanted.request;
    std::optional<http::answer> received = co_await ask_kept(at, std::move(copy), deadline);
    if (!received) {
        http::connection fresh(loop_.get_executor());
        const error_code error = co_await fresh.open(at.where, deadline);
        if (error) {
            judge_error(r, error, result_kind::connect);
        } else {
            received = co_await fresh.exchange(std::move(wanted.request), at.host, deadline);
            keep(at, std::move(fresh));
        }
    }
    if (received && received->has_error()) judge_error(r, received->error(), result_kind::other);
    if (received && received->has_value()) judge_answer(r, **received, wanted.expected);
    r.at_ms = unix_ms();
    r.took = std::chrono::duration_cast<std::chrono::microseconds>(clock::now() - began);
    co_return r;
}

// Absent when there is no kept connection, or its peer had closed it before a request that may be repeated.
asio::awaitable<std::optional<http::answer>> users::ask_kept(site& at, http::request asked,
                                                             time_point deadline) {
    std::optional<http::connection> line = take_kept(at);
    if (!line) co_return std::nullopt;
    const bool repeatable = asked.method == "GET";
    http::answer received = co_await line->exchange(std::move(asked), at.host, deadline);
    if (received.has_error() && repeatable && http::is_stale(received.error())) {
        report_.reconnected();
        co_return std::nullopt;
    }
    keep(at, std::move(*line));
    co_return received;
}

std::optional<http::connection> users::take_kept(site& at) {
    if (at.kept.empty() || !plan_.stays()) return std::nullopt;
    std::optional<http::connection> line(std::move(at.kept.front()));
    at.kept.pop_front();
    return line;
}

void users::keep(site& at, http::connection line) {
    if (line.reusable() && at.kept.size() < max_kept && plan_.stays()) at.kept.push_back(std::move(line));
}

}  // namespace contoso
