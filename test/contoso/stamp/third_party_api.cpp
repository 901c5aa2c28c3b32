#include "test/contoso/stamp/third_party_api.hpp"

#include "test/contoso/http/routes.hpp"

#include <boost/json/parse.hpp>

namespace contoso {

namespace asio = boost::asio;
namespace json = boost::json;

namespace {

bool is_test(const json::object& told) {
    const json::value* test = told.if_contains("test");
    return test && test->is_bool() && test->get_bool();
}

}  // namespace

asio::awaitable<http::response> third_party_api::answer(http::request asked) {
    static constexpr http::route<http::response (third_party_api::*)(const http::request&)> table[] = {
        {"GET", "/v1/status", &third_party_api::status},
        {"POST", "/v1/reviews", &third_party_api::review},
    };
    const auto found = http::find(table, asked);
    if (!found.endpoint)
        co_return http::failure(found.status, "there are /v1/status, to GET, and /v1/reviews, to POST");
    co_return (this->*found.endpoint)(asked);
}

http::response third_party_api::status(const http::request&) {
    json::object body;
    body["status"] = "operational";
    return http::json(200, body);
}

http::response third_party_api::review(const http::request& asked) {
    if (asked.authorization != "Bearer " + std::string(third_party_key))
        return http::failure(401, "who are you?");
    boost::system::error_code error;
    const json::value told = json::parse(asked.body, error);
    if (error || !told.is_object()) return http::failure(400, "a review is a JSON object");
    json::object body;
    if (is_test(told.get_object())) {
        body["review"] = nullptr;
        return http::json(200, body);
    }
    accepted_.add(clock::now());
    body["review"] = ++reviews_;
    return http::json(202, body);
}

figures third_party_api::stats(time_point now) const {
    return {
        {"requests_per_s", meter_.answered.per_second(now)},
        {"accepted_per_s", accepted_.per_second(now)},
        {"failures_per_min", meter_.failed.per_minute(now)},
    };
}

void third_party_api::start() {
    meter_.clear();
    accepted_.clear();
}

}  // namespace contoso
