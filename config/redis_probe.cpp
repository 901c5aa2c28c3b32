// redis: { address: "host:6379", tls, user, password, database, exists, write: { key, ttl }, family,
// addresses }, or in short redis: "host:6379".
#include "config/address_key.hpp"
#include "config/probe_kinds.hpp"
#include "config/tls.hpp"
#include "config/tokens.hpp"

namespace hm::config {

namespace {

using model::redis_spec;

constexpr std::uint16_t usual_port = 6379;

std::string read_key(const node& n, substitution& here, report& out) {
    std::optional<filled_text> filled = here.text(n, out);
    if (!filled) return {};
    if (filled->text.empty())
        out.error(n.at, "the name of a key is missing");
    else if (filled->text.size() > max_redis_key)
        out.error(n.at, fmt::format("a key has at most {} bytes", max_redis_key));
    else
        return std::move(filled->text);
    return {};
}

void read_credentials(map_reader& keys, substitution& here, redis_spec& into, report& out) {
    const member* user = keys.find("user");
    const member* password = keys.find("password");
    if (user != nullptr) {
        into.username = here.text(user->value, out).value_or(filled_text{}).text;
        if (password == nullptr)
            out.error(user->key_at, "a user without a password cannot be shown",
                      "add one: password: \"${file:PATH}\"");
    }
    if (password == nullptr) return;
    into.password = read_secret(password->value, "password", here, out).value_or("");
    const bool is_empty = password->value.what == node::kind::scalar && password->value.text.empty();
    if (is_empty) out.error(password->value.at, "the password is empty", "leave it out where there is none");
}

// { key, ttl }, or the key alone.
void read_write(const member& m, substitution& here, redis_spec& into, report& out) {
    if (m.value.what != node::kind::map) {
        into.write = read_key(m.value, here, out);
        return;
    }
    map_reader keys{m.value, m.key_at, out};
    if (const node* key = keys.required("key")) into.write = read_key(*key, here, out);
    keys.read("ttl", into.write_ttl, as_duration, min_write_ttl, max_write_ttl);
    keys.finish();
}

}  // namespace

std::optional<model::probe_spec> read_redis(const member& m, substitution& here, tls_store& tls,
                                            report& out) {
    redis_spec spec;
    if (m.value.what != node::kind::map) {
        if (!read_address(m.value, usual_port, here, spec, out)) return std::nullopt;
        return spec;
    }
    map_reader keys{m.value, m.key_at, out};
    if (const node* address = keys.required("address")) read_address(*address, usual_port, here, spec, out);
    spec.tls = read_tls_if_any(keys.find("tls"), here, tls, out);
    read_target_keys(keys, spec.to, out);
    read_credentials(keys, here, spec, out);
    std::int64_t database = 0;
    keys.read("database", database, as_integer, 0, max_redis_database);
    spec.database = static_cast<int>(database);
    if (const node* exists = keys.optional("exists")) spec.exists = read_key(*exists, here, out);
    if (const member* write = keys.find("write")) read_write(*write, here, spec, out);
    keys.finish();
    return spec;
}

}  // namespace hm::config
