#include "model/target.hpp"

namespace hm::model {

std::string text_of(const target& t) {
    const bool is_v6 = t.host.find(':') != std::string::npos;
    return (is_v6 ? "[" + t.host + "]" : t.host) + ":" + std::to_string(t.port);
}

std::string_view to_string(address_family f) {
    switch (f) {
        case address_family::any:
            return "any";
        case address_family::v4:
            return "4";
        case address_family::v6:
            return "6";
    }
    return {};
}

std::string_view to_string(address_rule r) {
    switch (r) {
        case address_rule::first:
            return "first";
        case address_rule::any:
            return "any";
        case address_rule::quorum:
            return "quorum";
        case address_rule::all:
            return "all";
    }
    return {};
}

}  // namespace hm::model
