#include "model/verdict.hpp"

namespace hm::model {

std::string_view to_string(verdict v) {
    switch (v) {
        case verdict::up:
            return "up";
        case verdict::degraded:
            return "degraded";
        case verdict::down:
            return "down";
    }
    return {};
}

std::string_view to_string(verdict_source s) {
    switch (s) {
        case verdict_source::computed:
            return "computed";
        case verdict_source::ramp:
            return "ramp";
        case verdict_source::warming:
            return "warming";
        case verdict_source::held:
            return "held";
        case verdict_source::guard:
            return "guard";
        case verdict_source::panic:
            return "panic";
        case verdict_source::freeze:
            return "freeze";
        case verdict_source::force_up:
            return "force_up";
        case verdict_source::drain:
            return "drain";
    }
    return {};
}

verdict verdict_of(state routing) {
    switch (routing) {
        case state::degraded:
            return verdict::degraded;
        case state::unhealthy:
            return verdict::down;
        default:
            return verdict::up;
    }
}

}  // namespace hm::model
