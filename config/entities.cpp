#include "config/entities.hpp"

#include "config/availability.hpp"
#include "config/on_alert.hpp"
#include "config/policies.hpp"
#include "config/reader.hpp"
#include "config/regions.hpp"
#include "config/rollups.hpp"
#include "config/signals.hpp"

namespace hm::config {

namespace {

using model::criticality;
using model::entity;
using model::entity_kind;

constexpr std::array<word<model::scope>, 2> scope_words{
    {{"regional", model::scope::regional}, {"global", model::scope::global}}};
constexpr std::array<word<criticality>, 3> criticality_words{
    {{"high", criticality::high}, {"medium", criticality::medium}, {"low", criticality::low}}};

constexpr std::array<word<std::string_view>, 1> single_point_words{{{"accepted", "accepted"}}};

// What the design has and this version does not.
constexpr std::array<std::string_view, 1> later_keys{"capacity"};

void read_where(map_reader& keys, entity& e, const draft& d) {
    keys.read("scope", e.where, as_word<model::scope, scope_words.size()>, scope_words);
    const member* regions = keys.find("regions");
    if (e.where == model::scope::global) {
        if (regions != nullptr)
            d.out.error(regions->key_at, "a global entity is in no region",
                        "remove `regions:` or `scope: global`");
        return;
    }
    if (regions != nullptr) e.regions = read_region_names(regions->value, d);
    if (!e.regions.empty()) return;
    for (std::size_t r = 0; r < d.model.regions.size(); ++r)
        e.regions.push_back(model::region_id{static_cast<std::uint16_t>(r)});
}

void read_rollups(map_reader& keys, entity& e, report& out, const model::scale& states) {
    keys.read("rollup", e.rollup, as_rollup, states);
    keys.read("signals_rollup", e.signals_rollup, as_rollup, states);
    keys.read("across_regions", e.across_regions, as_rollup, states);
    read_policy(keys, e.policy, out, states);
    if (e.where == model::scope::regional)
        warn_unreachable(keys.find("across_regions"), e.across_regions, e.regions.size(), "regions", out,
                         states);
}

// Keys that belong to one kind only.
void read_kind_keys(map_reader& keys, entity& e) {
    if (e.kind == entity_kind::flow)
        keys.read("criticality", e.weight_class, as_word<criticality, criticality_words.size()>,
                  criticality_words);
    else
        keys.refuse(std::array{std::string_view{"criticality"}}, "belongs to flows only",
                    "the weight of a need is `{ name: x, weight: 3 }`");
    if (e.kind == entity_kind::dependency)
        keys.read("sla", e.sla, as_percentage);
    else
        keys.refuse(std::array{std::string_view{"sla"}}, "belongs to dependencies only",
                    "it is what the provider of a dependency promises; a target of yours is `objective`");
}

void read_entity(const member& text, entity& e, draft& d) {
    if (!expect_map(text.value, d.out)) return;
    map_reader keys{text.value, text.key_at, d.out};
    read_where(keys, e, d);
    read_rollups(keys, e, d.out, d.model.states);
    read_kind_keys(keys, e);
    keys.find("objective");  // read later
    keys.read("availability", e.availability, as_availability);
    if (const member* notes = keys.find("on_alert")) read_on_alert(*notes, e.on_alert, d.out);
    std::string description;  // for the readers of the file only
    keys.read("description", description, as_text);
    if (const node* signals = keys.optional("signals")) {
        const bool global = e.where == model::scope::global;
        const signal_context context{
            d.model.regions, global ? std::vector{model::region_id::none} : e.regions,
            d.defaults,      d.used_variables,
            d.secrets,       d.tls};
        e.signals = read_signals(*signals, context, d.out);
    }
    std::string_view accepted;  // graph_lints looks for it
    keys.read(single_point_key, accepted, as_word<std::string_view, single_point_words.size()>,
              single_point_words);
    warn_unreachable(keys.find("signals_rollup"), e.signals_rollup, e.signals.size(), "signals", d.out,
                     d.model.states);
    keys.find("needs");  // read later
    keys.refuse(later_keys, "is not supported by this version", "");
    keys.finish();
}

}  // namespace

void declare_entities(const node& map, entity_kind kind, draft& d) {
    if (!expect_map(map, d.out)) return;
    for (const member& m : map.members) {
        const model::entity_id id{static_cast<std::uint32_t>(d.model.entities.size())};
        d.claim_name(m.key, {model::to_string(kind), m.key_at, id});
        entity& e = d.model.entities.emplace_back();
        e.kind = kind;
        e.name = m.key;
        d.entity_texts.push_back(&m);
    }
}

void read_entities(draft& d) {
    for (std::size_t i = 0; i < d.entity_texts.size(); ++i)
        read_entity(*d.entity_texts[i], d.model.entities[i], d);
}

}  // namespace hm::config
