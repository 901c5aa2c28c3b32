// Starting one more instance of the region's services: what it needs, without the instance. It is here to
// show what "impaired: scale-out" means: users notice nothing until the region has to grow.
#pragma once

#include "test/contoso/stamp/dependency.hpp"

namespace contoso {

class scaling {
public:
    scaling(dependency container_registry, dependency key_vault)
        : registry_(std::move(container_registry)), vault_(std::move(key_vault)) {}

    // {"instances": n}, or what is missing.
    boost::asio::awaitable<http::response> add_instance();

private:
    dependency registry_;
    dependency vault_;
    int instances_ = 1;
};

}  // namespace contoso
