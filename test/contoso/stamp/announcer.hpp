// Tells a third party of new comments: the outbound POST that needs a secret from the key vault. Nothing that
// users do waits for it.
#pragma once

#include "test/contoso/stamp/cached_secret.hpp"
#include "test/contoso/stamp/comment_message.hpp"

namespace contoso {

class announcer {
public:
    announcer(dependency third_party, dependency key_vault);

    boost::asio::awaitable<http::response> announce(comment_message message);
    // The same way with a message that the third party only checks and forgets.
    boost::asio::awaitable<http::response> test();
    void forget();

private:
    boost::asio::awaitable<http::response> post(boost::json::object body);

    dependency third_party_;
    cached_secret key_;
};

}  // namespace contoso
