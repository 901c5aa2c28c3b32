#include "config/regions.hpp"

#include "config/on_alert.hpp"
#include "config/reader.hpp"

#include <algorithm>

namespace hm::config {

namespace {

bool is_variable_name(std::string_view name) {
    const auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    };
    return !name.empty() && name.size() <= max_name_length && std::all_of(name.begin(), name.end(), allowed);
}

void read_variable(const member& m, model::region& into, report& out) {
    if (!is_variable_name(m.key))
        return out.error(m.key_at, fmt::format("{} is no variable name", quoted(m.key)),
                         "lower-case letters, digits, hyphens and underscores");
    if (m.key == "name")
        return out.error(m.key_at, "every region has the variable \"name\" already",
                         "it is the region's name");
    const std::optional<std::string> value = as_text(m.value, out);
    if (!value) return;
    if (value->find("${") != std::string::npos)
        return out.error(m.value.at, "a variable cannot use ${...} itself",
                         "write ${env:NAME} and its like where the value is used");
    into.vars.emplace(m.key, *value);
}

model::region read_region(const member& m, report& out) {
    model::region r;
    r.name = m.key;
    if (!expect_map(m.value, out)) return r;
    map_reader keys{m.value, m.key_at, out};
    keys.read("weight", r.share, as_weight);
    if (const node* vars = keys.optional("vars"); vars != nullptr && expect_map(*vars, out)) {
        if (vars->members.size() > max_variables)
            out.error(vars->at, fmt::format("more than {} variables", max_variables));
        else
            for (const member& v : vars->members) read_variable(v, r, out);
    }
    if (const member* notes = keys.find("on_alert")) read_on_alert(*notes, r.on_alert, out);
    keys.finish();
    return r;
}

}  // namespace

void read_regions(const member& regions, draft& d) {
    if (!expect_map(regions.value, d.out)) return;
    const auto& members = regions.value.members;
    if (members.empty())
        return d.out.error(regions.key_at, "the model has no regions", "at least one is needed");
    if (members.size() > max_regions)
        return d.out.error(regions.key_at, fmt::format("more than {} regions", max_regions));
    for (const member& m : members) {
        d.claim_name(m.key, {"region", m.key_at});
        d.model.regions.push_back(read_region(m, d.out));
        d.region_texts.push_back(&m);
    }
    const auto& all = d.model.regions;
    if (std::all_of(all.begin(), all.end(), [](const model::region& r) { return r.share == 0; }))
        d.out.error(regions.key_at, "every region has the weight 0");
}

std::optional<model::region_id> find_region(std::string_view name, place at, const draft& d) {
    const auto& all = d.model.regions;
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const model::region& r) { return r.name == name; });
    if (found != all.end()) return model::region_id{static_cast<std::uint16_t>(found - all.begin())};
    std::vector<std::string_view> known;
    for (const model::region& r : all) known.push_back(r.name);
    d.out.error(at, fmt::format("there is no region {}", quoted(name)), did_you_mean(name, known));
    return std::nullopt;
}

std::vector<model::region_id> read_region_names(const node& list, const draft& d) {
    std::vector<model::region_id> regions;
    if (!expect_list(list, d.out)) return regions;
    if (list.items.empty())
        d.out.error(list.at, "at least one region is needed", "without `regions:` it runs in all");
    for (const node& item : list.items) {
        const std::optional<std::string> name = as_text(item, d.out);
        if (!name) continue;
        const std::optional<model::region_id> id = find_region(*name, item.at, d);
        if (!id) continue;
        if (std::find(regions.begin(), regions.end(), *id) != regions.end())
            d.out.error(item.at, fmt::format("the region {} stands here twice", quoted(*name)));
        else
            regions.push_back(*id);
    }
    return regions;
}

}  // namespace hm::config
