#include "test/contoso/stamp/host.hpp"

#include <fmt/format.h>
#include <boost/asio/error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace contoso {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

bool is_stats(const http::request& asked) {
    return asked.path() == "/stats";
}

// Those who watch are no users: no figure of the service moves, however many ask and however long it takes.
bool is_watching(const http::request& asked) {
    return is_stats(asked) || health_endpoint::concerns(asked) || asked.path() == "/end-to-end" ||
           asked.path() == "/announcements/test";
}

asio::awaitable<void> wait(milliseconds delay) {
    asio::steady_timer timer(co_await asio::this_coro::executor);
    timer.expires_after(delay);
    co_await timer.async_wait(asio::use_awaitable);
}

// Sound JSON from a sound server, only not from this one.
http::response something_else() {
    boost::json::object body;
    body["message"] = "It works!";
    return http::json(200, body);
}

http::response stats_of(const service& s) {
    http::response r;
    r.body = to_json(s.stats(clock::now()));
    return r;
}

}  // namespace

host::host(asio::io_context& loop, std::string name, asio::ip::tcp::endpoint where,
           std::unique_ptr<service> lodger)
    : name_(std::move(name)),
      service_(std::move(lodger)),
      server_(loop, std::move(where), [this](http::request asked) { return answer(std::move(asked)); }) {}

error_code host::start() {
    if (!started_) service_->start();
    started_ = true;
    return listen_or_not();
}

void host::stop() {
    if (started_) service_->stop();
    started_ = false;
    server_.close();
}

error_code host::set_fault(fault f) {
    fault_ = f;
    service_->stand_still(f.mode == fault_mode::hanging || f.mode == fault_mode::wrong);
    return listen_or_not();
}

error_code host::listen_or_not() {
    if (started_ && fault_.mode != fault_mode::refusing) return server_.open();
    server_.close();
    return {};
}

asio::awaitable<http::response> host::answer(http::request asked) {
    const auto began = clock::now();
    count(asked);
    const fault f = fault_.concerns(asked) ? fault_ : fault{};
    const http::request copy = asked;
    http::response result = co_await answer_with(f, std::move(asked));
    const auto ended = clock::now();
    const exchange done{copy, result.status, ended, ended - began};
    if (!result.withheld && !is_watching(copy)) service_->record(done);
    co_return result;
}

void host::count(const http::request& asked) {
    const std::string_view path = asked.path();
    const auto what = asked.method + " " + std::string(path.substr(0, path.find('/', 1)));
    const bool known = requests_.size() < max_counted || requests_.contains(what);
    ++requests_[known ? what : "other"];
}

asio::awaitable<http::response> host::answer_with(fault f, http::request asked) {
    switch (f.mode) {
        case fault_mode::failing:
            co_return http::failure(500, "made to fail");
        case fault_mode::hanging:
            co_return http::silence();
        case fault_mode::wrong:
            co_return something_else();
        case fault_mode::slow:
            co_await wait(f.delay);
            break;
        case fault_mode::refusing:
        case fault_mode::none:
            break;
    }
    http::response result = co_await answer_soundly(std::move(asked));
    co_return result;
}

asio::awaitable<http::response> host::answer_soundly(http::request asked) {
    if (is_stats(asked)) co_return stats_of(*service_);
    if (health_ && health_endpoint::concerns(asked)) co_return health_->answer(asked);
    http::response result;
    try {
        result = co_await service_->answer(std::move(asked));
    } catch (const boost::system::system_error& e) {
        if (e.code() == asio::error::operation_aborted) throw;
        result = http::failure(500, e.what());
    } catch (const std::exception& e) {
        result = http::failure(500, e.what());
    }
    co_return result;
}

}  // namespace contoso
