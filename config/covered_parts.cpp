#include "config/covered_parts.hpp"

#include "config/reader.hpp"
#include "config/regions.hpp"

#include <algorithm>

namespace hm::config {

namespace {

using model::covered_part;

std::string hint_for(std::string_view name, const draft& d) {
    if (d.out.full()) return {};
    if (name.find('/') != std::string_view::npos)
        return "a signal alone is never in maintenance: name its entity";
    std::vector<std::string_view> known;
    for (const auto& [each, claim] : d.names) known.push_back(each);
    std::sort(known.begin(), known.end());  // so that the hint is the same every time
    return did_you_mean(name, known);
}

std::optional<covered_part> find_part(std::string_view name, place at, const draft& d) {
    const auto found = d.names.find(name);
    if (found == d.names.end()) {
        d.out.error(at, fmt::format("there is no {}", quoted(name)), hint_for(name, d));
        return std::nullopt;
    }
    const claim& c = found->second;
    if (c.entity != model::entity_id::none) return covered_part{c.entity, model::region_id::none};
    if (c.what == "region") return covered_part{model::entity_id::none, *find_region(name, at, d)};
    if (c.what == "model") return covered_part{};
    d.out.error(at, fmt::format("{} is a {}, which is never in maintenance", quoted(name), c.what));
    return std::nullopt;
}

// `at` is the region's place.
std::optional<covered_part> in_region(model::entity_id entity, std::string_view region, place at,
                                      const draft& d) {
    const std::optional<model::region_id> found = find_region(region, at, d);
    if (!found) return std::nullopt;
    const model::entity& e = d.model.at(entity);
    if (std::find(e.regions.begin(), e.regions.end(), *found) != e.regions.end())
        return covered_part{entity, *found};
    if (e.where == model::scope::global)
        d.out.error(at, fmt::format("{} is global, and in no region", quoted(e.name)), "name it alone");
    else
        d.out.error(at, fmt::format("{} does not run in {}", quoted(e.name), quoted(region)));
    return std::nullopt;
}

std::optional<covered_part> read_part(const node& item, const draft& d) {
    const std::optional<std::string> text = as_text(item, d.out);
    if (!text) return std::nullopt;
    const std::size_t at = text->find('@');
    const std::optional<covered_part> part = find_part(std::string_view{*text}.substr(0, at), item.at, d);
    if (!part || at == std::string::npos) return part;
    if (part->entity != model::entity_id::none)
        return in_region(part->entity, std::string_view{*text}.substr(at + 1), place_in(item, at + 1, d.out),
                         d);
    d.out.error(item.at,
                fmt::format("{} is no entity, of which a region could be meant",
                            quoted(std::string_view{*text}.substr(0, at))),
                "write it like api@westeurope, or name it alone");
    return std::nullopt;
}

}  // namespace

std::vector<covered_part> read_covered_parts(const node& list, const draft& d) {
    std::vector<covered_part> parts;
    const auto items = one_or_more(list);
    if (items.empty()) d.out.error(list.at, "nothing is covered");
    if (items.size() > max_covered) {
        d.out.error(list.at, fmt::format("more than {} covered parts", max_covered));
        return parts;
    }
    for (const node& item : items) {
        const std::optional<covered_part> part = read_part(item, d);
        if (!part) continue;
        if (std::find(parts.begin(), parts.end(), *part) != parts.end())
            d.out.error(item.at, fmt::format("{} stands here twice", quoted(item.text)));
        else
            parts.push_back(*part);
    }
    return parts;
}

}  // namespace hm::config
