#include "test/contoso/stamp/cosmos_db.hpp"

#include "test/contoso/http/routes.hpp"

#include <fmt/format.h>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/parse.hpp>

namespace contoso {

namespace asio = boost::asio;
namespace json = boost::json;

namespace {

template <class Work>
asio::awaitable<std::invoke_result_t<Work>> run(Work work) {
    co_return work();
}

// The result of `work`, done on the pool's thread while this coroutine waits. A query is short and is not
// cancelled: the empty slot keeps the loop's cancelling away from the other thread.
template <class Work>
asio::awaitable<std::invoke_result_t<Work>> run_on(asio::thread_pool& pool, Work work) {
    auto token = asio::bind_cancellation_slot(asio::cancellation_slot(), asio::use_awaitable);
    auto task = run(std::move(work));
    auto result = co_await asio::co_spawn(pool, std::move(task), std::move(token));
    co_return result;
}

std::string text_in(const json::object& told, std::string_view key) {
    const json::value* found = told.if_contains(key);
    return found && found->is_string() ? std::string(found->get_string()) : std::string();
}

json::object object_in(const std::string& body) {
    boost::system::error_code error;
    json::value told = json::parse(body, error);
    return error || !told.is_object() ? json::object() : std::move(told.get_object());
}

http::response one(std::string_view key, json::value value, int status = 200) {
    json::object body;
    body[key] = std::move(value);
    return http::json(status, body);
}

bool is_write(const http::request& asked) {
    return asked.method == "POST" || asked.method == "DELETE";
}

http::response no_such_item() {
    return http::failure(404, "no such item");
}

}  // namespace

cosmos_db::cosmos_db(asio::io_context& loop, const std::string& uri, clock::duration window)
    : for_reading_(uri), for_writing_(uri), tasks_(loop.get_executor()), reads_(window), writes_(window) {}

cosmos_db::~cosmos_db() {
    reader_.join();
    writer_.join();
}

asio::awaitable<http::response> cosmos_db::answer(http::request asked) {
    static constexpr http::route<http::response (cosmos_db::*)(const http::request&)> table[] = {
        {"GET", "/read", &cosmos_db::ping},
        {"GET", "/items", &cosmos_db::items},
        {"GET", "/items/{id}", &cosmos_db::item},
        {"GET", "/items/{id}/comments", &cosmos_db::comments},
        {"POST", "/items/{id}/comments", &cosmos_db::add_comment},
        {"POST", "/write", &cosmos_db::write_probe},
        {"POST", "/probes/{id}", &cosmos_db::write_probe},
        {"GET", "/probes/{id}", &cosmos_db::find_probe},
        {"DELETE", "/probes/{id}", &cosmos_db::remove_probe},
    };
    const auto found = http::find(table, asked);
    if (!found.endpoint)
        co_return http::failure(found.status, "there are /read, /items…, /write and /probes/{id}");

    auto& thread = is_write(asked) ? writer_ : reader_;
    auto query = [this, &asked, endpoint = found.endpoint] { return (this->*endpoint)(asked); };
    http::response result = co_await run_on(thread, query);
    co_return result;
}

http::response cosmos_db::ping(const http::request&) {
    return one("date", json::string(for_reading_.today()));
}

http::response cosmos_db::items(const http::request&) {
    return one("items", for_reading_.items());
}

http::response cosmos_db::item(const http::request& asked) {
    const auto found = for_reading_.item(asked.parameter);
    return found ? http::json(200, *found) : no_such_item();
}

http::response cosmos_db::comments(const http::request& asked) {
    auto found = for_reading_.comments(asked.parameter);
    return found ? one("comments", std::move(*found)) : no_such_item();
}

http::response cosmos_db::add_comment(const http::request& asked) {
    const json::object told = object_in(asked.body);
    const comment written{text_in(told, "id"), text_in(told, "author"), text_in(told, "text")};
    if (written.id.empty() || written.text.empty() || written.text.size() > max_comment_bytes)
        return http::failure(
            400, fmt::format("a comment has an id and a text of at most {} bytes", max_comment_bytes));
    if (!for_writing_.add_comment(asked.parameter, written)) return no_such_item();
    return one("id", json::string(written.id), 201);
}

http::response cosmos_db::write_probe(const http::request& asked) {
    const json::object told = object_in(asked.body);
    const json::value* ttl = told.if_contains("ttl");
    if (!ttl || !ttl->is_int64() || ttl->get_int64() < 1 || ttl->get_int64() > max_ttl_s)
        return http::failure(400, fmt::format(R"(expected {{"ttl": SECONDS}}, from 1 to {})", max_ttl_s));
    const auto now = unix_ms();
    const std::string id =
        asked.parameter.empty() ? fmt::format("{}-{}", now, ++last_probe_) : asked.parameter;
    for_writing_.write_probe(id, now + ttl->get_int64() * 1'000);
    return one("id", json::string(id), 201);
}

http::response cosmos_db::find_probe(const http::request& asked) {
    if (!for_reading_.has_probe(asked.parameter)) return http::failure(404, "no such probe");
    return one("id", json::string(asked.parameter));
}

http::response cosmos_db::remove_probe(const http::request& asked) {
    for_writing_.remove_probe(asked.parameter);
    return one("removed", json::string(asked.parameter));
}

asio::awaitable<void> cosmos_db::sweep() {
    asio::steady_timer pause(tasks_.executor());
    auto query = [this] { return sweep_now(); };
    for (;;) {
        pause.expires_after(sweep_every);
        co_await pause.async_wait(asio::use_awaitable);
        co_await run_on(writer_, query);
    }
}

// A sweep that fails is made up for by the next.
int cosmos_db::sweep_now() try { return for_writing_.sweep(unix_ms()); } catch (const std::runtime_error& e) {
    fmt::print(stderr, "cosmos-db: sweeping: {}\n", e.what());
    return 0;
}

void cosmos_db::record(const exchange& done) {
    auto& window = is_write(done.asked) ? writes_ : reads_;
    window.add(done.ended, done.took);
}

double cosmos_db::utilisation(time_point now) const {
    const auto busy = reads_.total(now) + writes_.total(now);
    return std::min(1.0, in_ms(busy) / (in_ms(reads_.length()) * capacity));
}

figures cosmos_db::stats(time_point now) const {
    return {
        {"reads_per_s", reads_.per_second(now)}, {"writes_per_s", writes_.per_second(now)},
        {"avg_read_ms", reads_.average_ms(now)}, {"avg_write_ms", writes_.average_ms(now)},
        {"dtu_utilisation", utilisation(now)},
    };
}

void cosmos_db::start() {
    reads_.clear();
    writes_.clear();
    tasks_.spawn(sweep());
}

}  // namespace contoso
