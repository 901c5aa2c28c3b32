#include "config/slos.hpp"

#include "config/objectives.hpp"

#include <algorithm>

namespace hm::config {

namespace {

using model::slo::combination;
using model::slo::composite;

constexpr std::array<word<combination>, 2> combination_words{
    {{"weighted", combination::weighted}, {"worst", combination::worst}}};

std::optional<model::entity_id> find_member_entity(const node& n, const draft& d) {
    const auto name = as_text(n, d.out);
    if (!name) return std::nullopt;
    const auto found = d.names.find(*name);
    if (found != d.names.end() && found->second.entity != model::entity_id::none) {
        if (d.model.at(found->second.entity).attained) return found->second.entity;
        if (d.out.has_errors()) return std::nullopt;  // its objective may be what is wrong
        d.out.error(n.at, fmt::format("{} has no objective of its own", quoted(*name)),
                    fmt::format("give {} an `objective:`; then it is tracked", *name));
        return std::nullopt;
    }
    std::vector<std::string_view> known;
    for (const model::entity& e : d.model.entities)
        if (e.attained) known.push_back(e.name);
    d.out.error(n.at, fmt::format("there is no entity {}", quoted(*name)), did_you_mean(*name, known));
    return std::nullopt;
}

// browse, or { name: browse, weight: 3 }
std::optional<composite::member> read_member(const node& n, const draft& d) {
    composite::member m;
    const node* name = &n;
    if (n.what == node::kind::map) {
        map_reader keys{n, n.at, d.out};
        name = keys.required("name");
        if (const node* weight = keys.optional("weight")) {
            m.weight = as_weight(*weight, d.out).value_or(m.weight);
            if (m.weight == 0)
                d.out.error(weight->at, "a weight of 0 has no say", "leave it out of the list");
        }
        keys.finish();
    }
    if (name == nullptr) return std::nullopt;
    const auto entity = find_member_entity(*name, d);
    if (!entity) return std::nullopt;
    m.entity = *entity;
    return m;
}

std::vector<composite::member> read_members(const node& list, const draft& d) {
    std::vector<composite::member> members;
    if (!expect_list(list, d.out)) return members;
    if (list.items.empty()) d.out.error(list.at, "nothing is put together");
    if (list.items.size() > max_slo_members) {
        d.out.error(list.at, fmt::format("more than {} entities in one SLO", max_slo_members));
        return members;
    }
    for (const node& item : list.items) {
        const auto m = read_member(item, d);
        if (!m) continue;
        if (std::any_of(members.begin(), members.end(), [&](const auto& o) { return o.entity == m->entity; }))
            d.out.error(item.at, fmt::format("{} stands here twice", quoted(d.model.at(m->entity).name)));
        else
            members.push_back(*m);
    }
    return members;
}

// Slices are put together one by one.
void check_slices(const composite& c, const model::slo::objective& wanted, place at, const draft& d) {
    for (const composite::member& m : c.of) {
        const model::entity& e = d.model.at(m.entity);
        if (e.attained->slice == wanted.slice) continue;
        d.out.error(at,
                    fmt::format("slices of {} here, and of {} in the objective of {}",
                                model::format_duration(wanted.slice),
                                model::format_duration(e.attained->slice), quoted(e.name)),
                    "give all of them the same `slice:`");
        return;
    }
}

composite read_slo(const member& text, draft& d) {
    composite c;
    c.name = text.key;
    if (auto good = parse_name(text.key); !good)
        d.out.error(text.key_at, good.wrong.message, good.wrong.hint);
    if (!expect_map(text.value, d.out)) return c;
    map_reader keys{text.value, text.key_at, d.out};
    if (const node* of = keys.required("of")) c.of = read_members(*of, d);
    keys.read("combine", c.by, as_word<combination, combination_words.size()>, combination_words);
    keys.required("objective");
    if (const member* wanted = keys.find("objective"); wanted != nullptr) {
        auto o = read_objective(*wanted, nullptr, d);
        if (o) check_slices(c, *o, wanted->key_at, d);
        c.wanted = std::move(o);
    }
    keys.finish();
    return c;
}

}  // namespace

void read_slos(const member& section, draft& d) {
    if (!expect_map(section.value, d.out)) return;
    if (section.value.members.size() > max_slos)
        return d.out.error(section.key_at, fmt::format("more than {} SLOs", max_slos));
    expect_unique(section.value, "SLO", d.out);
    for (const member& m : section.value.members) d.model.slos.push_back(read_slo(m, d));
}

}  // namespace hm::config
