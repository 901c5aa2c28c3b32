// tcp: { address: "host:port", tls, family, addresses, dialogue }, or in short tcp: "host:port".
#include "config/address_key.hpp"
#include "config/probe_kinds.hpp"
#include "config/tcp_dialogue.hpp"
#include "config/tls.hpp"

#include <algorithm>

namespace hm::config {

namespace {

using model::tcp_spec;

bool is_starttls(const model::tcp_step& s) {
    return s.what == model::tcp_step::kind::starttls;
}

// TLS from the beginning, or from a step on, which then has the settings of `tls`.
void read_tls_keys(map_reader& keys, const member* dialogue, substitution& here, tls_store& store,
                   tcp_spec& into, report& out) {
    const member* tls = keys.find("tls");
    into.tls = read_tls_if_any(tls, here, store, out);
    const auto starttls = std::find_if(into.dialogue.begin(), into.dialogue.end(), is_starttls);
    if (starttls == into.dialogue.end()) return;
    if (tls != nullptr && tls->value.what == node::kind::scalar)
        out.error(tls->value.at, fmt::format("`tls: {}` does not go with a step starttls", tls->value.text),
                  "leave it out, or write { } with the settings of TLS from that step on");
    if (std::count_if(into.dialogue.begin(), into.dialogue.end(), is_starttls) > 1)
        out.error(dialogue->key_at, "TLS begins once: there is more than one step starttls");
    if (!into.tls) into.tls = default_tls(store);
}

}  // namespace

std::optional<model::probe_spec> read_tcp(const member& m, substitution& here, tls_store& tls, report& out) {
    tcp_spec spec;
    if (m.value.what != node::kind::map) {
        if (!read_address(m.value, std::nullopt, here, spec, out)) return std::nullopt;
        return spec;
    }
    map_reader keys{m.value, m.key_at, out};
    const node* address = keys.required("address");
    const bool has_address = address != nullptr && read_address(*address, std::nullopt, here, spec, out);
    const member* dialogue = keys.find("dialogue");
    if (dialogue != nullptr) spec.dialogue = read_dialogue(dialogue->value, here, out);
    read_tls_keys(keys, dialogue, here, tls, spec, out);
    read_target_keys(keys, spec.to, out);
    keys.finish();
    if (!has_address) return std::nullopt;
    return spec;
}

}  // namespace hm::config
