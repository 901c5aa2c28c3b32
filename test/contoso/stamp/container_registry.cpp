#include "test/contoso/stamp/container_registry.hpp"

#include "test/contoso/http/routes.hpp"

namespace contoso {

namespace asio = boost::asio;
namespace json = boost::json;

namespace {

http::response version() {
    return http::json(200, json::object());
}

http::response manifest() {
    json::object config;
    config["mediaType"] = "application/vnd.oci.image.config.v1+json";
    config["digest"] = "sha256:7c0a1d4e";
    json::object body;
    body["schemaVersion"] = 2;
    body["config"] = std::move(config);
    return http::json(200, body);
}

constexpr http::route<http::response (*)()> table[] = {
    {"GET", "/v2/", version},
    {"GET", image_path, manifest},
};

}  // namespace

asio::awaitable<http::response> container_registry::answer(http::request asked) {
    const auto found = http::find(table, asked);
    if (!found.endpoint)
        co_return http::failure(found.status, "there are /v2/ and " + std::string(image_path) + ", to GET");
    co_return found.endpoint();
}

figures container_registry::stats(time_point now) const {
    return {
        {"requests_per_s", meter_.answered.per_second(now)},
        {"failures_per_min", meter_.failed.per_minute(now)},
    };
}

}  // namespace contoso
