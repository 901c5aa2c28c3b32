#include "config/settings.hpp"

namespace hm::config {

std::string_view to_string(service s) {
    switch (s) {
        case service::lb:
            return "lb";
        case service::metrics:
            return "metrics";
        case service::api:
            return "api";
        case service::dashboard:
            return "dashboard";
        case service::admin:
            return "admin";
    }
    return {};
}

}  // namespace hm::config
