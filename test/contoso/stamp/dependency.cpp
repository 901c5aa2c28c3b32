#include "test/contoso/stamp/dependency.hpp"

#include <fmt/format.h>
#include <boost/json/parse.hpp>

namespace contoso {

namespace asio = boost::asio;
namespace json = boost::json;

asio::awaitable<http::response> dependency::forward(http::request asked) {
    http::answer received = co_await client_.send(std::move(asked));
    if (!received) co_return no_answer(received.error());
    co_return std::move(*received);
}

asio::awaitable<dependency::document> dependency::ask(http::request asked, std::string_view key) {
    http::response received = co_await forward(std::move(asked));
    co_return read(std::move(received), key);
}

http::response dependency::no_answer(boost::system::error_code error) const {
    if (http::is_timeout(error)) return http::failure(504, fmt::format("{} did not answer in time", name_));
    if (error == boost::system::errc::resource_unavailable_try_again)
        return http::failure(503, fmt::format("too many requests to {} are under way", name_));
    return http::failure(502, fmt::format("{} is not reachable: {}", name_, error.message()));
}

dependency::document dependency::read(http::response received, std::string_view key) const {
    if (received.status >= 400 && received.status < 500) return received;
    if (received.status == 502 || received.status == 503 || received.status == 504) return received;
    if (!received.ok()) return http::failure(502, fmt::format("{} answered {}", name_, received.status));

    boost::system::error_code error;
    json::value body = json::parse(received.body, error);
    if (error || !body.is_object() || !body.get_object().contains(key))
        return http::failure(502, fmt::format("{} answered without \"{}\"", name_, key));
    return std::move(body.get_object());
}

}  // namespace contoso
