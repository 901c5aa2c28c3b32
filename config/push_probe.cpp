// push: { token: "${file:…}" }: results are sent to the daemon, by whoever shows the token.
#include "config/probe_kinds.hpp"
#include "config/tokens.hpp"

namespace hm::config {

std::optional<model::probe_spec> read_push(const member& m, substitution& here, tls_store&, report& out) {
    if (m.value.what == node::kind::scalar) {
        out.error_in_secret(m.value.at, "expected `key: value` lines, found text",
                            "write push: { token: \"${file:PATH}\" }");
        return std::nullopt;
    }
    if (!expect_map(m.value, out)) return std::nullopt;
    map_reader keys{m.value, m.key_at, out};
    const node* token = keys.required("token");
    keys.finish();
    if (token == nullptr) return std::nullopt;
    std::optional<filled_text> filled = here.text(*token, out);
    if (!filled || !check_token(*token, *filled, out)) return std::nullopt;
    return model::push_spec{std::move(filled->text)};
}

}  // namespace hm::config
