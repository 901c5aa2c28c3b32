#include "test/contoso/stamp/catalog_api.hpp"

#include "test/contoso/http/routes.hpp"
#include "test/contoso/stamp/comment_message.hpp"
#include "test/contoso/stamp/key_vault.hpp"

#include <fmt/format.h>
#include <boost/json/parse.hpp>

namespace contoso {

namespace asio = boost::asio;
namespace json = boost::json;

namespace {

std::optional<comment> parse_comment(const std::string& body) {
    boost::system::error_code error;
    const json::value told = json::parse(body, error);
    if (error || !told.is_object()) return std::nullopt;
    const json::value* text = told.get_object().if_contains("text");
    const json::value* author = told.get_object().if_contains("author");
    if (!text || !text->is_string() || (author && !author->is_string())) return std::nullopt;

    comment written;
    written.text = text->get_string();
    written.author = author ? std::string(author->get_string()) : "anonymous";
    if (written.text.empty() || written.text.size() > catalog_api::max_comment_bytes) return std::nullopt;
    if (written.author.empty() || written.author.size() > catalog_api::max_author_bytes) return std::nullopt;
    written.id = new_comment_id();
    return written;
}

}  // namespace

catalog_api::catalog_api(dependencies needed, clock::duration window)
    : cosmos_db_(std::move(needed.cosmos_db)),
      event_hubs_(std::move(needed.event_hubs)),
      signing_key_(std::move(needed.key_vault), signing_key_path),
      end_to_end_(std::move(needed.end_to_end)),
      meter_(window) {}

asio::awaitable<http::response> catalog_api::answer(http::request asked) {
    static constexpr http::route<asio::awaitable<http::response> (catalog_api::*)(http::request)> table[] = {
        {"GET", "/api/items", &catalog_api::items},
        {"GET", "/api/items/{id}", &catalog_api::item},
        {"GET", "/api/items/{id}/comments", &catalog_api::comments},
        {"POST", "/api/items/{id}/comments", &catalog_api::add_comment},
        {"POST", "/end-to-end", &catalog_api::end_to_end},
    };
    const auto found = http::find(table, asked);
    if (!found.endpoint)
        co_return http::failure(found.status, "there are /api/items, /api/items/{id} and its /comments");
    http::response result = co_await (this->*found.endpoint)(std::move(asked));
    co_return result;
}

asio::awaitable<http::response> catalog_api::read(std::string target, std::string_view key) {
    http::request query = http::get(std::move(target));
    dependency::document found = co_await cosmos_db_.ask(std::move(query), key);
    if (!found) co_return std::move(found.error());
    co_return http::json(200, std::move(*found));
}

asio::awaitable<http::response> catalog_api::items(http::request) {
    return read("/items", "items");
}

asio::awaitable<http::response> catalog_api::item(http::request asked) {
    return read("/items/" + asked.parameter, "name");
}

asio::awaitable<http::response> catalog_api::comments(http::request asked) {
    return read("/items/" + asked.parameter + "/comments", "comments");
}

asio::awaitable<http::response> catalog_api::add_comment(http::request asked) {
    const auto written = parse_comment(asked.body);
    if (!written)
        co_return http::failure(
            400, fmt::format(R"(expected {{"author": …, "text": …}} of at most {} and {} bytes)",
                             max_author_bytes, max_comment_bytes));

    http::response known = co_await read("/items/" + asked.parameter, "name");
    if (!known.ok()) co_return known;
    cached_secret::value key = co_await signing_key_.get();
    if (!key) co_return std::move(key.error());

    const comment_message message{asked.parameter, *written};
    http::request sending = http::post("/messages", seal(message, *key));
    dependency::document sent = co_await event_hubs_.ask(std::move(sending), "id");
    if (!sent) co_return std::move(sent.error());

    json::object accepted;
    accepted["id"] = written->id;
    co_return http::json(202, accepted);
}

asio::awaitable<http::response> catalog_api::end_to_end(http::request) {
    return end_to_end_.run();
}

figures catalog_api::stats(time_point now) const {
    return {
        {"requests_per_s", meter_.answered.per_second(now)},
        {"exceptions_per_s", meter_.failed.per_second(now)},
        {"avg_processing_ms", meter_.answered.average_ms(now)},
    };
}

void catalog_api::start() {
    meter_.clear();
    signing_key_.forget();
    end_to_end_.forget();
    cosmos_db_.drop_connections();
    event_hubs_.drop_connections();
}

}  // namespace contoso
