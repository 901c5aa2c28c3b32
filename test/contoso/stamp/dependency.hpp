// Another service as its caller sees it: a client with the other's name, so that a failed request says whose
// fault it was: 502 for a wrong or failed answer, 503 for too many under way, 504 for none in time.
#pragma once

#include "test/contoso/http/client.hpp"

#include <boost/json/object.hpp>

namespace contoso {

class dependency {
public:
    using document = boost::system::result<boost::json::object, http::response>;

    dependency(std::string_view name, http::client client) : name_(name), client_(std::move(client)) {}

    // The answer as it is, whatever its status.
    boost::asio::awaitable<http::response> forward(http::request asked);

    // The JSON object of a good answer, which must have this key; otherwise what to answer instead.
    // The other's 4xx are passed on: they are about the request, not about the service.
    boost::asio::awaitable<document> ask(http::request asked, std::string_view key);

    void drop_connections() { client_.drop_idle(); }

private:
    http::response no_answer(boost::system::error_code error) const;
    document read(http::response received, std::string_view key) const;

    std::string name_;
    http::client client_;
};

}  // namespace contoso
