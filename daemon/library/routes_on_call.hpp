// The daemon's read endpoints without a listener: for a program that has its own server. From any thread;
// calls take turns, so that the endpoints find a view that nobody changes under them.
#pragma once

#include "daemon/engine.hpp"
#include "daemon/http/router.hpp"
#include "daemon/view.hpp"

#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hm::daemon {

class routes_on_call {
public:
    routes_on_call(const engine& of, const config::settings& settings);

    struct called {
        int status = 503;
        std::vector<std::pair<std::string, std::string>> headers;
        std::string body;
    };
    called call(std::string_view method, std::string_view target, std::string_view accept) const;

private:
    const engine& engine_;
    mutable std::mutex turn_;
    mutable view view_;
    mutable std::shared_ptr<const generation> in_use_;
    output_context context_{view_};
    http::router routes_;
};

}  // namespace hm::daemon
