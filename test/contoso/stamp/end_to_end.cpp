#include "test/contoso/stamp/end_to_end.hpp"

#include "test/contoso/stamp/comment_message.hpp"
#include "test/contoso/stamp/key_vault.hpp"

#include <fmt/format.h>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace contoso {

namespace asio = boost::asio;
namespace json = boost::json;

namespace {

// Of an item that there is. The probe is never stored as its comment.
constexpr const char* item = "1";

class presence {
public:
    explicit presence(int& count) : count_(count) { ++count_; }
    ~presence() { --count_; }
    presence(const presence&) = delete;
    presence& operator=(const presence&) = delete;

private:
    int& count_;
};

}  // namespace

end_to_end_check::end_to_end_check(dependency cosmos_db, dependency event_hubs, dependency key_vault)
    : cosmos_db_(std::move(cosmos_db)),
      event_hubs_(std::move(event_hubs)),
      signing_key_(std::move(key_vault), signing_key_path) {}

asio::awaitable<http::response> end_to_end_check::run() {
    if (under_way_ >= max_under_way) co_return http::failure(503, "enough such checks are under way");
    const presence counted(under_way_);
    const auto began = clock::now();
    const std::string id = new_comment_id();
    http::response walked = co_await walk(id);
    if (!walked.ok()) co_return walked;

    json::object body;
    body["end_to_end_ms"] = in_ms(clock::now() - began);
    http::request removal = http::get("/probes/" + id);
    removal.method = "DELETE";
    const http::response removed = co_await cosmos_db_.forward(std::move(removal));
    if (!removed.ok()) co_return http::failure(502, "cosmos-db did not remove what was stored");
    co_return http::json(200, body);
}

asio::awaitable<http::response> end_to_end_check::walk(std::string id) {
    const auto deadline = clock::now() + patience;
    http::response sent = co_await send(id);
    if (!sent.ok()) co_return sent;
    http::response stored = co_await until_stored(std::move(id), deadline);
    co_return stored;
}

asio::awaitable<http::response> end_to_end_check::send(std::string id) {
    cached_secret::value key = co_await signing_key_.get();
    if (!key) co_return std::move(key.error());
    const comment_message message{item, {std::move(id), "probe", "end to end"}, true};
    http::request sending = http::post("/messages", seal(message, *key));
    dependency::document sent = co_await event_hubs_.ask(std::move(sending), "id");
    if (!sent) co_return std::move(sent.error());
    co_return http::json(202, std::move(*sent));
}

asio::awaitable<http::response> end_to_end_check::until_stored(std::string id, time_point deadline) {
    asio::steady_timer pause(co_await asio::this_coro::executor);
    while (clock::now() < deadline) {
        http::request query = http::get("/probes/" + id);
        dependency::document found = co_await cosmos_db_.ask(std::move(query), "id");
        if (found) co_return http::json(200, std::move(*found));
        if (found.error().status != 404) co_return std::move(found.error());
        pause.expires_after(look_every);
        co_await pause.async_wait(asio::use_awaitable);
    }
    co_return http::failure(504, fmt::format("sent, and not processed within {} ms", patience.count()));
}

void end_to_end_check::forget() {
    signing_key_.forget();
    cosmos_db_.drop_connections();
    event_hubs_.drop_connections();
}

}  // namespace contoso
