#include "test/contoso/stamp/announcer.hpp"

#include "test/contoso/stamp/key_vault.hpp"

namespace contoso {

namespace asio = boost::asio;
namespace json = boost::json;

announcer::announcer(dependency third_party, dependency key_vault)
    : third_party_(std::move(third_party)), key_(std::move(key_vault), third_party_key_path) {}

asio::awaitable<http::response> announcer::announce(comment_message message) {
    json::object body;
    body["item"] = message.item;
    body["text"] = message.written.text;
    http::response told = co_await post(std::move(body));
    co_return told;
}

asio::awaitable<http::response> announcer::test() {
    json::object body;
    body["test"] = true;
    http::response told = co_await post(std::move(body));
    co_return told;
}

asio::awaitable<http::response> announcer::post(json::object body) {
    cached_secret::value key = co_await key_.get();
    if (!key) co_return std::move(key.error());
    http::request asked = http::post("/v1/reviews", body);
    asked.authorization = "Bearer " + *key;
    dependency::document received = co_await third_party_.ask(std::move(asked), "review");
    if (!received) co_return std::move(received.error());
    co_return http::json(200, std::move(*received));
}

void announcer::forget() {
    key_.forget();
    third_party_.drop_connections();
}

}  // namespace contoso
