#include "config/settings.hpp"

#include <algorithm>

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
        case service::agent:
            return "agent";
        case service::tcp:
            return "tcp";
    }
    return {};
}

std::string text_of(const verdict_name& n) {
    return n.flow.empty() ? n.region : n.region + "/" + n.flow;
}

bool listener::offers(service s) const {
    return std::find(serves.begin(), serves.end(), s) != serves.end();
}

bool listener::is_for_balancers() const {
    return serves.size() == 1 && (offers(service::lb) || offers(service::agent) || offers(service::tcp));
}

}  // namespace hm::config
