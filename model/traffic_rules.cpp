#include "model/traffic_rules.hpp"

namespace hm::model {

std::string_view to_string(on_unknown policy) {
    switch (policy) {
        case on_unknown::last:
            return "last";
        case on_unknown::open:
            return "open";
        case on_unknown::closed:
            return "closed";
    }
    return {};
}

}  // namespace hm::model
