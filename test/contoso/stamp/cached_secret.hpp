// A secret that its user asks the key vault for once, when it is first needed, and keeps until he is
// restarted.
#pragma once

#include "test/contoso/stamp/dependency.hpp"

#include <optional>

namespace contoso {

class cached_secret {
public:
    using value = boost::system::result<std::string, http::response>;

    cached_secret(dependency vault, std::string_view path) : vault_(std::move(vault)), path_(path) {}

    boost::asio::awaitable<value> get();
    void forget() {
        known_.reset();
        vault_.drop_connections();
    }

private:
    dependency vault_;
    std::string path_;
    std::optional<std::string> known_;
};

}  // namespace contoso
