#include "test/contoso/stamp/key_vault.hpp"

#include "test/contoso/http/routes.hpp"
#include "test/contoso/stamp/third_party_api.hpp"

#include <fmt/format.h>

#include <random>

namespace contoso {

namespace asio = boost::asio;

namespace {

std::string random_key() {
    std::random_device source;
    std::string key;
    for (int word = 0; word < 8; ++word) key += fmt::format("{:08x}", source());
    return key;
}

}  // namespace

key_vault::key_vault(clock::duration window)
    : meter_(window),
      secrets_{{"comment-signing-key", random_key()},
               {"probe", "the vault is open"},
               {"third-party-key", std::string(third_party_key)}} {}

asio::awaitable<http::response> key_vault::answer(http::request asked) {
    static constexpr http::route<http::response (key_vault::*)(const http::request&) const> table[] = {
        {"GET", "/secrets/{name}", &key_vault::secret},
    };
    const auto found = http::find(table, asked);
    if (!found.endpoint) co_return http::failure(found.status, "there is /secrets/{name}, to GET");
    co_return (this->*found.endpoint)(asked);
}

http::response key_vault::secret(const http::request& asked) const {
    const auto entry = secrets_.find(asked.parameter);
    if (entry == secrets_.end()) return http::failure(404, "no such secret");
    boost::json::object body;
    body["name"] = entry->first;
    body["value"] = entry->second;
    return http::json(200, body);
}

figures key_vault::stats(time_point now) const {
    return {
        {"requests_per_s", meter_.answered.per_second(now)},
        {"failures_per_min", meter_.failed.per_minute(now)},
    };
}

}  // namespace contoso
