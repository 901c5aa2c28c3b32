#include "test/contoso/stamp/scaling.hpp"

#include "test/contoso/stamp/container_registry.hpp"
#include "test/contoso/stamp/key_vault.hpp"

namespace contoso {

namespace asio = boost::asio;

asio::awaitable<http::response> scaling::add_instance() {
    http::request pull = http::get(std::string(image_path));
    dependency::document image = co_await registry_.ask(std::move(pull), "config");
    if (!image) co_return std::move(image.error());
    http::request secret = http::get(std::string(signing_key_path));
    dependency::document key = co_await vault_.ask(std::move(secret), "value");
    if (!key) co_return std::move(key.error());
    boost::json::object body;
    body["instances"] = ++instances_;
    co_return http::json(200, body);
}

}  // namespace contoso
