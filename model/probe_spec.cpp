#include "model/probe_spec.hpp"

namespace hm::model {

std::string_view kind_of(const probe_spec& spec) {
    struct names {
        std::string_view operator()(const http_spec&) const { return "http"; }
        std::string_view operator()(const tcp_spec&) const { return "tcp"; }
        std::string_view operator()(const push_spec&) const { return "push"; }
    };
    return std::visit(names{}, spec);
}

}  // namespace hm::model
