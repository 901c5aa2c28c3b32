// The catalog's API: items and comments are read from cosmos-db; a new comment is signed and goes to
// event-hubs, from where the background processor takes it. So comments are accepted while the database
// cannot write.
#pragma once

#include "test/contoso/stamp/cached_secret.hpp"
#include "test/contoso/stamp/dependency.hpp"
#include "test/contoso/stamp/end_to_end.hpp"
#include "test/contoso/stamp/request_meter.hpp"

namespace contoso {

class catalog_api : public service {
public:
    static constexpr std::size_t max_comment_bytes = 2'000;
    static constexpr std::size_t max_author_bytes = 100;

    struct dependencies {
        dependency cosmos_db;
        dependency event_hubs;
        dependency key_vault;
        end_to_end_check end_to_end;
    };
    catalog_api(dependencies needed, clock::duration window);

    boost::asio::awaitable<http::response> answer(http::request asked) override;
    // A user's 404 counts as an exception too: the threshold leaves room for some.
    void record(const exchange& done) override { meter_.add(done, done.status >= 400); }
    figures stats(time_point now) const override;
    void start() override;

private:
    boost::asio::awaitable<http::response> items(http::request asked);
    boost::asio::awaitable<http::response> item(http::request asked);
    boost::asio::awaitable<http::response> comments(http::request asked);
    boost::asio::awaitable<http::response> add_comment(http::request asked);
    boost::asio::awaitable<http::response> end_to_end(http::request asked);

    boost::asio::awaitable<http::response> read(std::string target, std::string_view key);

    dependency cosmos_db_;
    dependency event_hubs_;
    cached_secret signing_key_;
    end_to_end_check end_to_end_;
    request_meter meter_;
};

}  // namespace contoso
