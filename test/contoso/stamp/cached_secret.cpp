#include "test/contoso/stamp/cached_secret.hpp"

namespace contoso {

boost::asio::awaitable<cached_secret::value> cached_secret::get() {
    if (known_) co_return *known_;
    http::request asked = http::get(path_);
    dependency::document told = co_await vault_.ask(std::move(asked), "value");
    if (!told) co_return told.error();
    const auto* text = told->at("value").if_string();
    if (!text) co_return http::failure(502, "key-vault answered without a text as value");
    known_ = std::string(*text);
    co_return *known_;
}

}  // namespace contoso
