// dns: { server: "127.0.0.1:53", name, type, transport, recursion, family, addresses, expect }
#include "config/address.hpp"
#include "config/address_key.hpp"
#include "config/dns_name.hpp"
#include "config/probe_kinds.hpp"

#include <algorithm>

namespace hm::config {

namespace {

using model::dns_spec;
using model::dns_transport;

constexpr std::uint16_t usual_port = 53;

// The words are what the spec has, too.
template <std::size_t N>
constexpr std::array<word<std::string_view>, N> words(const std::string_view (&texts)[N]) {
    std::array<word<std::string_view>, N> all{};
    for (std::size_t i = 0; i < N; ++i) all[i] = {texts[i], texts[i]};
    return all;
}
constexpr auto types = words({"A", "AAAA", "CNAME", "MX", "NS", "PTR", "SOA", "SRV", "TXT", "CAA"});
constexpr auto rcodes = words({"NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED", "YXDOMAIN",
                               "YXRRSET", "NXRRSET", "NOTAUTH", "NOTZONE", "BADVERS"});
constexpr std::array<word<dns_transport>, 2> transports{
    {{"udp", dns_transport::udp}, {"tcp", dns_transport::tcp}}};

// What an address is called where its name is asked for.
std::string reverse_name(const std::string& address) {
    if (!is_ipv4(address)) return "….ip6.arpa";
    std::string name;
    std::string_view rest = address;
    for (;;) {
        const std::size_t dot = rest.rfind('.');
        name += rest.substr(dot == std::string_view::npos ? 0 : dot + 1);
        name += '.';
        if (dot == std::string_view::npos) return name + "in-addr.arpa";
        rest = rest.substr(0, dot);
    }
}

void read_name(const node& n, substitution& here, dns_spec& into, report& out) {
    std::optional<filled_text> filled = here.text(n, out);
    if (!filled) return;
    parsed<std::string> name = parse_dns_name(filled->text);
    if (name && is_literal_address(filled->text))
        name =
            mistake{fmt::format("{} is an address, no domain name", quoted(filled->text)),
                    fmt::format("its name is asked for by type: PTR, name: {}", reverse_name(filled->text))};
    if (!name) return report_mistake(n, *filled, name.wrong, "domain name", out);
    into.name = std::move(filled->text);
}

void read_rcodes(const node& list, model::dns_expect& into, report& out) {
    into.rcodes.clear();
    for (const node& item : one_or_more(list))
        if (const auto code = as_word(item, out, rcodes)) into.rcodes.emplace_back(*code);
    if (list.what == node::kind::sequence && list.items.empty())
        out.error(list.at, "at least one rcode must be expected");
}

void read_answers(const node& list, substitution& here, model::dns_expect& into, report& out) {
    if (one_or_more(list).size() > max_expected_answers)
        return out.error(list.at, fmt::format("more than {} answers", max_expected_answers));
    for (const node& item : one_or_more(list)) {
        std::optional<filled_text> text = here.text(item, out);
        if (!text) continue;
        if (text->text.empty())
            out.error(item.at, "an answer is missing here");
        else
            into.answers.push_back(std::move(text->text));
    }
}

void read_expect(const member& m, substitution& here, model::dns_expect& into, report& out) {
    if (!expect_map(m.value, out)) return;
    map_reader keys{m.value, m.key_at, out};
    if (const node* list = keys.optional("rcode")) read_rcodes(*list, into, out);
    const member* min_answers = keys.find("min_answers");
    std::int64_t least = into.min_answers;
    keys.read("min_answers", least, as_integer, 0, max_min_answers);
    into.min_answers = static_cast<int>(least);
    const member* answers = keys.find("answers");
    if (answers != nullptr) read_answers(answers->value, here, into, out);
    keys.read("authoritative", into.authoritative, as_bool);
    keys.finish();
    const bool may_have_answers =
        std::find(into.rcodes.begin(), into.rcodes.end(), "NOERROR") != into.rcodes.end();
    for (const member* asked : {min_answers, answers})
        if (asked != nullptr && !may_have_answers && !into.rcodes.empty())
            out.error(asked->key_at, fmt::format("`{}` means nothing without the rcode NOERROR", asked->key),
                      "with every other there are no answers");
}

}  // namespace

std::optional<model::probe_spec> read_dns(const member& m, substitution& here, tls_store&, report& out) {
    if (m.value.what == node::kind::scalar) {
        out.error(m.value.at, "expected `key: value` lines, found text",
                  "write dns: { server: \"127.0.0.1:53\", name: shop.test }");
        return std::nullopt;
    }
    if (!expect_map(m.value, out)) return std::nullopt;
    map_reader keys{m.value, m.key_at, out};
    dns_spec spec;
    if (const node* server = keys.required("server")) read_address(*server, usual_port, here, spec, out);
    if (const node* name = keys.required("name")) read_name(*name, here, spec, out);
    std::string_view type = types.front().value;
    keys.read("type", type, as_word<std::string_view, types.size()>, types);
    spec.type = type;
    keys.read("transport", spec.transport, as_word<dns_transport, transports.size()>, transports);
    keys.read("recursion", spec.recursion, as_bool);
    read_target_keys(keys, spec.to, out);
    if (const member* expect = keys.find("expect")) read_expect(*expect, here, spec.expect, out);
    keys.finish();
    return spec;
}

}  // namespace hm::config
