#include "test/contoso/stamp/front_end.hpp"

#include "test/contoso/http/routes.hpp"
#include "test/contoso/stamp/page.hpp"

#include <fmt/format.h>

namespace contoso {

namespace asio = boost::asio;
namespace json = boost::json;

namespace {

// The version of the first blob in blob-storage's index; empty when there is none.
std::string first_version(const json::object& index) {
    const json::value& blobs = index.at("blobs");
    if (!blobs.is_array() || blobs.get_array().empty() || !blobs.get_array()[0].is_object()) return {};
    const json::value* version = blobs.get_array()[0].get_object().if_contains("version");
    return version && version->is_string() ? std::string(version->get_string()) : std::string();
}

}  // namespace

front_end::front_end(std::string region, dependencies needed, clock::duration window)
    : region_(std::move(region)),
      catalog_api_(std::move(needed.catalog_api)),
      blob_storage_(std::move(needed.blob_storage)),
      meter_(window) {}

asio::awaitable<http::response> front_end::answer(http::request asked) {
    static constexpr http::route<asio::awaitable<http::response> (front_end::*)(http::request)> table[] = {
        {"GET", "/", &front_end::page},
        {"GET", "/logo.svg", &front_end::logo},
        {"GET", "/favicon.ico", &front_end::logo},  // browsers ask unasked; it shall not look like an error
    };
    if (asked.path().starts_with("/api/")) {
        http::response passed_on = co_await catalog_api_.forward(std::move(asked));
        co_return passed_on;
    }
    const auto found = http::find(table, asked);
    if (!found.endpoint) co_return http::failure(found.status, "there are /, /logo.svg and /api/…");
    http::response result = co_await (this->*found.endpoint)(std::move(asked));
    co_return result;
}

asio::awaitable<http::response> front_end::page(http::request) {
    http::request query = http::get("/api/items");
    dependency::document found = co_await catalog_api_.ask(std::move(query), "items");
    if (!found) co_return std::move(found.error());
    const json::value& items = found->at("items");
    if (!items.is_array()) co_return http::failure(502, "catalog-api answered without a list of items");

    const std::string logo = co_await logo_url();
    http::response result;
    result.body = page_html(region_, items.get_array(), logo);
    result.content_type = "text/html; charset=utf-8";
    co_return result;
}

// Carries the blob's version, so that browsers may keep what they have. A page without a logo is still a
// page: where blob-storage fails, the address is empty.
asio::awaitable<std::string> front_end::logo_url() {
    http::request query = http::get("/blobs");
    dependency::document index = co_await blob_storage_.ask(std::move(query), "blobs");
    const std::string version = index ? first_version(*index) : std::string();
    co_return version.empty() ? std::string() : "/logo.svg?v=" + version;
}

asio::awaitable<http::response> front_end::logo(http::request) {
    return blob_storage_.forward(http::get("/blobs/logo.svg"));
}

figures front_end::stats(time_point now) const {
    return {
        {"requests_per_s", meter_.answered.per_second(now)},
        {"errors_per_min", meter_.failed.per_minute(now)},
        {"avg_latency_ms", meter_.answered.average_ms(now)},
    };
}

void front_end::start() {
    meter_.clear();
    catalog_api_.drop_connections();
    blob_storage_.drop_connections();
}

}  // namespace contoso
