#include "test/contoso/stamp/event_hubs.hpp"

#include "test/contoso/http/routes.hpp"
#include "test/contoso/stamp/comment_message.hpp"

#include <boost/json/parse.hpp>

#include <optional>

namespace contoso {

namespace asio = boost::asio;
namespace json = boost::json;

namespace {

std::optional<std::uint64_t> number_in(const json::value& object, std::string_view key) {
    if (!object.is_object()) return std::nullopt;
    const json::value* found = object.get_object().if_contains(key);
    if (!found || !found->is_int64() || found->get_int64() < 0) return std::nullopt;
    return static_cast<std::uint64_t>(found->get_int64());
}

}  // namespace

asio::awaitable<http::response> event_hubs::answer(http::request asked) {
    static constexpr http::route<http::response (event_hubs::*)(const http::request&)> table[] = {
        {"POST", "/messages", &event_hubs::send},
        {"POST", "/receive", &event_hubs::receive},
        {"POST", "/complete", &event_hubs::complete},
    };
    const auto found = http::find(table, asked);
    if (!found.endpoint)
        co_return http::failure(found.status, "there are /messages, /receive and /complete, to POST");
    co_return (this->*found.endpoint)(asked);
}

http::response event_hubs::send(const http::request& asked) {
    boost::system::error_code error;
    const json::value told = json::parse(asked.body, error);
    if (error) return http::failure(400, "a message is JSON");
    const auto now = clock::now();
    const auto id = queue_.send(now, asked.body, is_probe(told));
    if (!id) return http::failure(503, "the queue is full");
    in_.add(now);
    json::object body;
    body["id"] = *id;
    return http::json(202, body);
}

// {"message": null} when there is none to be had.
http::response event_hubs::receive(const http::request&) {
    json::object body;
    body["message"] = nullptr;
    if (const auto next = queue_.receive(clock::now())) {
        body["message"] = json::parse(next->body);
        body["id"] = next->id;
        body["lease"] = next->lease;
        body["waited_ms"] = in_ms(next->waited);
    }
    return http::json(200, body);
}

http::response event_hubs::complete(const http::request& asked) {
    boost::system::error_code error;
    const json::value told = json::parse(asked.body, error);
    const auto id = number_in(told, "id");
    const auto held = number_in(told, "lease");
    if (error || !id || !held) return http::failure(400, R"(expected {"id": …, "lease": …} as received)");
    const auto now = clock::now();
    if (!queue_.complete(*id, *held, now)) return http::failure(404, "not under this lease, or no longer");
    out_.add(now);
    json::object body;
    body["completed"] = *id;
    return http::json(200, body);
}

figures event_hubs::stats(time_point now) const {
    return {
        {"in_per_s", in_.per_second(now)},
        {"out_per_s", out_.per_second(now)},
        {"backlog", static_cast<double>(queue_.backlog())},
    };
}

void event_hubs::start() {
    in_.clear();
    out_.clear();
}

}  // namespace contoso
