#include "daemon/store/records.hpp"

#include <array>

namespace hm::daemon {

namespace {

constexpr std::array ends{override_end::expired, override_end::undone, override_end::replaced};

}  // namespace

std::string_view to_string(override_end e) {
    switch (e) {
        case override_end::expired:
            return "expired";
        case override_end::undone:
            return "undone";
        case override_end::replaced:
            return "replaced";
    }
    return {};
}

std::optional<override_end> parse_override_end(std::string_view text) {
    for (const override_end e : ends)
        if (to_string(e) == text) return e;
    return std::nullopt;
}

std::string subject_of(const model::operator_override& o) {
    if (!model::steers_traffic(o.kind)) return o.node;
    return o.flow.empty() ? o.region : o.region + "/" + o.flow;
}

}  // namespace hm::daemon
