// tcp: { address: "host:port" }, or in short tcp: "host:port".
#include "config/address.hpp"
#include "config/probe_kinds.hpp"

namespace hm::config {

std::optional<model::probe_spec> read_tcp(const member& m, substitution& here, report& out) {
    const node* address = &m.value;
    if (m.value.what == node::kind::map) {
        map_reader keys{m.value, m.key_at, out};
        address = keys.required("address");
        keys.finish();
        if (address == nullptr) return std::nullopt;
    }
    const std::optional<std::string> text = here.text(*address, out);
    if (!text) return std::nullopt;
    auto target = parse_address(*text);
    if (!target) {
        out.error(place_in(*address, target.wrong.offset, out), target.wrong.message, target.wrong.hint);
        return std::nullopt;
    }
    return model::tcp_spec{std::move(target.value->host), target.value->port};
}

}  // namespace hm::config
