#include "config/address_key.hpp"

#include "config/address.hpp"

namespace hm::config {

namespace {

using model::address_family;
using model::address_rule;

constexpr std::array<word<address_family>, 3> family_words{
    {{"any", address_family::any}, {"4", address_family::v4}, {"6", address_family::v6}}};
constexpr std::array<word<address_rule>, 4> rule_words{{{"first", address_rule::first},
                                                        {"any", address_rule::any},
                                                        {"quorum", address_rule::quorum},
                                                        {"all", address_rule::all}}};

}  // namespace

bool read_address(const node& n, std::optional<std::uint16_t> usual_port, substitution& here,
                  model::target& into, std::string& shown, report& out) {
    const std::optional<filled_text> filled = here.text(n, out);
    if (!filled) return false;
    auto address = parse_address(filled->text, port_rule::required, usual_port);
    if (!address) {
        report_mistake(n, *filled, address.wrong, "address", out);
        return false;
    }
    into.host = std::move(address.value->host);
    into.port = address.value->port;
    if (filled->is_secret()) {
        shown = filled->shown();
        here.hide_parts_of(*filled);
    }
    return true;
}

void read_target_keys(map_reader& keys, model::target& into, report& out) {
    read_family(keys, into, out);
    keys.read("addresses", into.addresses, as_word<address_rule, rule_words.size()>, rule_words);
}

// The host may be secret: it is not repeated.
void read_family(map_reader& keys, model::target& into, report& out) {
    keys.read("family", into.family, as_word<address_family, family_words.size()>, family_words);
    const node* family = keys.optional("family");
    const bool never = (into.family == address_family::v4 && is_ipv6(into.host)) ||
                       (into.family == address_family::v6 && is_ipv4(into.host));
    if (family != nullptr && never)
        out.error(family->at, fmt::format("the address is no IPv{} address", to_string(into.family)),
                  "leave `family` out where the address is written out");
}

}  // namespace hm::config
