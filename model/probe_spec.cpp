#include "model/probe_spec.hpp"

namespace hm::model {

std::string_view kind_of(const probe_spec& spec) {
    struct names {
        std::string_view operator()(const http_spec&) const { return "http"; }
        std::string_view operator()(const tcp_spec&) const { return "tcp"; }
    };
    return std::visit(names{}, spec);
}

}  // namespace hm::model
