#include "test/contoso/stamp/blob_storage.hpp"

#include "test/contoso/http/routes.hpp"

namespace contoso {

namespace asio = boost::asio;

namespace {

constexpr std::string_view logo =
    R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 40" width="64" height="40">
  <path d="M4 8h12c2 6 8 10 16 11l16 3c8 1 12 5 12 10H4z" fill="#1d5c8a"/>
  <path d="M4 34h56v3H4z" fill="#0b2c44"/>
</svg>
)";
constexpr std::string_view logo_version = "3";

http::response index() {
    boost::json::object blob;
    blob["name"] = "logo.svg";
    blob["version"] = logo_version;
    boost::json::object body;
    body["blobs"] = boost::json::array{blob};
    return http::json(200, body);
}

http::response logo_itself() {
    http::response r;
    r.body = logo;
    r.content_type = "image/svg+xml";
    return r;
}

constexpr http::route<http::response (*)()> table[] = {
    {"GET", "/blobs", index},
    {"GET", "/blobs/logo.svg", logo_itself},
};

}  // namespace

asio::awaitable<http::response> blob_storage::answer(http::request asked) {
    const auto found = http::find(table, asked);
    if (!found.endpoint)
        co_return http::failure(found.status, "there are /blobs and /blobs/logo.svg, to GET");
    co_return found.endpoint();
}

figures blob_storage::stats(time_point now) const {
    return {
        {"requests_per_s", meter_.answered.per_second(now)},
        {"avg_latency_ms", meter_.answered.average_ms(now)},
        {"failures_per_min", meter_.failed.per_minute(now)},
    };
}

}  // namespace contoso
