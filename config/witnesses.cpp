#include "config/witnesses.hpp"

#include "config/reader.hpp"
#include "config/signals.hpp"

namespace hm::config {

// Behind all declared entities, so that these stay where their texts are.
void read_witnesses(const member& witnesses, draft& d) {
    if (!expect_map(witnesses.value, d.out)) return;
    d.claim_name(witnesses.key, {"list of witnesses", witnesses.key_at});
    if (witnesses.value.members.empty())
        return d.out.error(witnesses.key_at, "there are no witnesses here",
                           "name some, such as `{ gateway: { tcp: \"10.0.0.1:53\" } }`, or remove it");
    if (witnesses.value.members.size() > max_witnesses)
        return d.out.error(witnesses.key_at, fmt::format("more than {} witnesses", max_witnesses));
    expect_unique(witnesses.value, "witness", d.out);
    model::entity e;
    e.kind = model::entity_kind::witness;
    e.name = witnesses.key;
    e.where = model::scope::global;
    const signal_context context{
        d.model.regions, {model::region_id::none}, d.defaults, d.used_variables, d.secrets,
        d.tls,           signal_rules::witness};
    e.signals = read_signals(witnesses.value, context, d.out);
    d.model.witnesses = model::entity_id{static_cast<std::uint32_t>(d.model.entities.size())};
    d.model.entities.push_back(std::move(e));
}

}  // namespace hm::config
