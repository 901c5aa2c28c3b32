// The whole way of a comment, walked by a probe: signed and sent here, taken and stored there, seen here
// again, and removed. It notices what no check of single parts does: messages that are sent well, and never
// read.
#pragma once

#include "test/contoso/stamp/cached_secret.hpp"

namespace contoso {

class end_to_end_check {
public:
    static constexpr milliseconds patience{2'000};
    static constexpr milliseconds look_every{20};
    static constexpr int max_under_way = 4;  // one more is refused: probes are to be no load

    end_to_end_check(dependency cosmos_db, dependency event_hubs, dependency key_vault);

    // 200 {"end_to_end_ms": …}, or whose fault it was that nothing arrived.
    boost::asio::awaitable<http::response> run();
    void forget();

private:
    boost::asio::awaitable<http::response> walk(std::string id);
    boost::asio::awaitable<http::response> send(std::string id);
    boost::asio::awaitable<http::response> until_stored(std::string id, time_point deadline);

    dependency cosmos_db_;
    dependency event_hubs_;
    cached_secret signing_key_;
    int under_way_ = 0;
};

}  // namespace contoso
