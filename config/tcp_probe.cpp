// tcp: { address: "host:port" }, or in short tcp: "host:port".
#include "config/address.hpp"
#include "config/probe_kinds.hpp"

namespace hm::config {

std::optional<model::probe_spec> read_tcp(const member& m, substitution& here, tls_store&, report& out) {
    const node* address = &m.value;
    if (m.value.what == node::kind::map) {
        map_reader keys{m.value, m.key_at, out};
        address = keys.required("address");
        keys.finish();
        if (address == nullptr) return std::nullopt;
    }
    const std::optional<filled_text> filled = here.text(*address, out);
    if (!filled) return std::nullopt;
    auto target = parse_address(filled->text);
    if (!target) {
        report_mistake(*address, *filled, target.wrong, "address", out);
        return std::nullopt;
    }
    model::tcp_spec spec;
    spec.to.host = std::move(target.value->host);
    spec.to.port = target.value->port;
    if (filled->is_secret()) {
        spec.shown_address = filled->shown();
        here.hide_parts_of(*filled);
    }
    return spec;
}

}  // namespace hm::config
