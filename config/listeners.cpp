#include "config/listeners.hpp"

#include "config/shown_values.hpp"

#include <algorithm>

namespace hm::config {

namespace {

constexpr std::array<std::string_view, 2> later_keys{"tls", "auth"};
constexpr std::array<word<service>, 7> service_words{{{"lb", service::lb},
                                                      {"metrics", service::metrics},
                                                      {"api", service::api},
                                                      {"dashboard", service::dashboard},
                                                      {"admin", service::admin},
                                                      {"agent", service::agent},
                                                      {"tcp", service::tcp}}};

std::vector<service> read_services(const node& list, report& out) {
    std::vector<service> serves;
    for (const node& item : one_or_more(list)) {
        const auto one = as_word(item, out, service_words);
        if (!one) continue;
        if (std::find(serves.begin(), serves.end(), *one) != serves.end())
            out.error(item.at, fmt::format("{} stands here twice", quoted(item.text)));
        else
            serves.push_back(*one);
    }
    if (list.what == node::kind::sequence && list.items.empty())
        out.error(list.at, "a listener serves something");
    return serves;
}

// agent and tcp are no HTTP: nothing else can be asked there.
void check_protocol(const listener& l, place serves_at, report& out) {
    for (const service own : {service::agent, service::tcp})
        if (l.serves.size() > 1 && l.offers(own))
            out.error(serves_at, fmt::format("{} has a protocol of its own", to_string(own)),
                      "give it a listener of its own");
}

void check_pinned(const listener& l, const node& pinned, report& out) {
    if (l.serves.empty() || l.is_for_balancers()) return;
    out.error(pinned.at, "only lb, agent and tcp can be pinned, each on a listener of its own",
              "write it like { listen: \"127.0.0.1:8650\", serves: lb, pinned: westeurope }");
}

// Nobody could be asked for a token: whoever reaches such a listener could change the daemon.
void check_admin(const listener& l, place at, bool has_operators, report& out) {
    if (!l.offers(service::admin) || has_operators || is_loopback(l.address)) return;
    out.error(at,
              "the daemon refuses to start with an unauthenticated admin listener on a non-loopback address",
              "name its operators under `tokens:`, or listen on 127.0.0.1 or [::1]");
}

std::optional<listener> read_listener(const node& n, bool has_operators, substitution& here, report& out) {
    if (n.what != node::kind::map) {
        if (n.what != node::kind::broken)
            out.error(n.at, fmt::format("expected a listener, found {}", describe(n.what)),
                      "write it like { listen: \"127.0.0.1:8640\", serves: [lb, metrics] }");
        return std::nullopt;
    }
    map_reader keys{n, n.at, out};
    keys.refuse(later_keys, "is not supported by this version", "");
    listener l;
    if (const node* listen = keys.required("listen"))
        if (auto address = as_literal_address(*listen, port_rule::zero_allowed, here, out)) {
            l.address = std::move(address->host);
            l.port = address->port;
        }
    if (const node* serves = keys.required("serves")) {
        l.serves = read_services(*serves, out);
        check_protocol(l, serves->at, out);
    }
    const node* pinned = keys.optional("pinned");
    if (pinned != nullptr) {
        l.pinned = as_verdict_name(*pinned, here, out);
        check_pinned(l, *pinned, out);
    } else if (l.offers(service::tcp)) {
        out.error(n.at, "a listener of tcp is about one region: the key \"pinned\" is missing",
                  "write it like { listen: \"127.0.0.1:8651\", serves: tcp, pinned: westeurope }");
    }
    keys.finish();
    check_admin(l, n.at, has_operators, out);
    return l;
}

}  // namespace

void read_listeners(const node& list, bool has_operators, substitution& here, std::vector<listener>& into,
                    report& out) {
    if (!expect_list(list, out)) return;
    if (list.items.size() > max_listeners)
        return out.error(list.at, fmt::format("more than {} listeners", max_listeners));
    into.clear();
    for (const node& item : list.items) {
        const std::optional<listener> l = read_listener(item, has_operators, here, out);
        if (!l) continue;
        const auto same = [&](const listener& other) {
            return l->port != 0 && other.port == l->port && other.address == l->address;
        };
        if (std::any_of(into.begin(), into.end(), same))
            out.error(item.at, fmt::format("{}:{} is listened on twice", l->address, l->port),
                      "merge their `serves`");
        into.push_back(*l);
    }
}

}  // namespace hm::config
