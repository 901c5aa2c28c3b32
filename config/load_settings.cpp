// The settings of one host, from text to struct: the same reader and the same errors as the model.
#include "config/access.hpp"
#include "config/alerts.hpp"
#include "config/exports.hpp"
#include "config/history.hpp"
#include "config/listeners.hpp"
#include "config/load.hpp"
#include "config/reader.hpp"
#include "config/shown_values.hpp"
#include "config/substitution.hpp"
#include "config/times.hpp"

#include <algorithm>

namespace hm::config {

namespace {

constexpr std::array<std::string_view, 8> model_keys{"model",      "regions",      "defaults", "flows",
                                                     "components", "dependencies", "traffic",  "witnesses"};
constexpr std::array<std::string_view, 2> later_keys{"include", "cluster"};

constexpr std::array<word<log_settings::format>, 2> format_words{
    {{"text", log_settings::format::text}, {"json", log_settings::format::json}}};
constexpr std::array<word<std::string_view>, 5> level_words{
    {{"debug", "debug"}, {"info", "info"}, {"warning", "warning"}, {"error", "error"}, {"off", "off"}}};

constexpr std::array<word<log_settings::checks>, 3> checks_words{{{"none", log_settings::checks::none},
                                                                  {"changes", log_settings::checks::changes},
                                                                  {"all", log_settings::checks::all}}};

std::string text_of(const host_and_port& a) {
    const bool is_ipv6 = a.host.find(':') != std::string::npos;
    return fmt::format("{}{}{}:{}", is_ipv6 ? "[" : "", a.host, is_ipv6 ? "]" : "", a.port);
}

void read_servers(const node& list, substitution& here, resolver_settings& into, report& out) {
    if (!expect_list(list, out)) return;
    if (list.items.size() > max_servers)
        return out.error(list.at, fmt::format("more than {} servers", max_servers));
    for (const node& item : list.items)
        if (const auto server = as_literal_address(item, port_rule::required, here, out))
            into.servers.push_back(text_of(*server));
}

void read_number(map_reader& keys, std::string_view key, int& into, int max) {
    std::int64_t number = into;
    keys.read(key, number, as_integer, 1, max);
    into = static_cast<int>(number);
}

void read_probing(const member& m, probing_settings& into, report& out) {
    if (!expect_map(m.value, out)) return;
    map_reader keys{m.value, m.key_at, out};
    read_number(keys, "shards", into.shards, max_shards);
    read_number(keys, "max_concurrent", into.max_concurrent, max_runs_at_once);
    read_number(keys, "max_per_host", into.max_per_host, max_runs_at_once);
    keys.finish();
}

void read_resolver(const member& m, substitution& here, resolver_settings& into, report& out) {
    using namespace std::chrono_literals;
    if (!expect_map(m.value, out)) return;
    map_reader keys{m.value, m.key_at, out};
    if (const node* servers = keys.optional("servers")) read_servers(*servers, here, into, out);
    read_time(keys, "timeout", into.timeout, 10ms, 60s, out);
    read_number(keys, "tries", into.tries, max_tries);
    read_time(keys, "min_ttl", into.min_ttl, 0s, 24h, out);
    read_time(keys, "max_ttl", into.max_ttl, 0s, 24h, out);
    read_time(keys, "negative_ttl", into.negative_ttl, 0s, 24h, out);
    keys.finish();
    if (into.min_ttl > into.max_ttl)
        out.error(m.key_at,
                  fmt::format("min_ttl ({}) is longer than max_ttl ({})",
                              model::format_duration(into.min_ttl), model::format_duration(into.max_ttl)));
}

void read_log(const member& m, log_settings& into, report& out) {
    if (!expect_map(m.value, out)) return;
    map_reader keys{m.value, m.key_at, out};
    keys.read("format", into.as, as_word<log_settings::format, format_words.size()>, format_words);
    if (const node* n = keys.optional("level"))
        if (const auto named = as_word(*n, out, level_words)) into.level = *named;
    keys.read("checks", into.runs, as_word<log_settings::checks, checks_words.size()>, checks_words);
    keys.finish();
}

void read_region(const node& n, substitution& here, settings& into, report& out) {
    if (auto name = as_shown_name(n, "a region", here, out)) into.region = std::move(name);
}

// As the system takes it: a path relative to where the daemon was started is one.
void read_state_dir(const node& n, substitution& here, settings& into, report& out) {
    const std::optional<std::string> path = as_shown_text(n, "a folder", here, out);
    if (!path) return;
    if (path->empty() || path->size() > max_path_bytes)
        out.error(n.at, fmt::format("a folder's path has 1 to {} bytes, this one has {}", max_path_bytes,
                                    path->size()));
    else
        into.state_dir = *path;
}

void read_settings(const node& root, settings& into, report& out) {
    secret_sources sources;
    substitution here{sources};
    map_reader keys{root, {}, out};
    keys.refuse(model_keys, "belongs in the model file", "settings are what differs from host to host");
    keys.refuse(later_keys, "is not supported by this version", "");
    if (const node* region = keys.optional("region")) read_region(*region, here, into, out);
    const member* tokens = keys.find("tokens");
    if (tokens != nullptr) read_tokens(*tokens, here, into.tokens, out);
    const bool has_operators = tokens != nullptr && !tokens->value.members.empty();
    if (const node* listeners = keys.optional("listeners"))
        read_listeners(*listeners, has_operators, here, into.listeners, out);
    if (const member* resolver = keys.find("resolver")) read_resolver(*resolver, here, into.resolver, out);
    if (const member* probing = keys.find("probing")) read_probing(*probing, into.probing, out);
    if (const node* folder = keys.optional("state_dir")) read_state_dir(*folder, here, into, out);
    if (const member* history = keys.find("history")) read_history(*history, into.history, out);
    if (const member* log = keys.find("log")) read_log(*log, into.log, out);
    if (const node* exports = keys.optional("exports")) read_exports(*exports, here, into.exports, out);
    if (const member* alerts = keys.find("alerts")) read_alerts(*alerts, sources, into.alerts, out);
    if (const node* url = keys.optional("public_url")) read_public_url(*url, here, into.public_url, out);
    keys.finish();
}

}  // namespace

loaded_settings load_settings(const source& text) {
    const std::string_view bytes = without_bom(text.text);
    report out{text.name, bytes};
    settings value;
    tree_limits limits;
    limits.may_be_empty = true;  // everything has a default, so a file of comments alone is one
    if (const std::optional<node> root = parse_tree(bytes, out, limits)) read_settings(*root, value, out);
    loaded_settings result;
    if (!out.has_errors()) result.value = std::move(value);
    result.diagnostics = out.take();
    return result;
}

}  // namespace hm::config
