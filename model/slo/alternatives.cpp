#include "model/slo/alternatives.hpp"

#include "model/graph.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace hm::model {

namespace {

region_id region_at(std::size_t i) {
    return region_id{static_cast<std::uint16_t>(i)};
}

// A name that nobody has.
std::string name_of_new_region(const definition& d, std::size_t number) {
    std::string name = fmt::format("region-{}", number);
    const auto taken = [&] {
        return d.name == name || d.has_region(name) ||
               std::any_of(d.entities.begin(), d.entities.end(),
                           [&](const entity& e) { return e.name == name; });
    };
    while (taken()) name += "-more";
    return name;
}

// Where an entity runs, its signals are.
void add_place(entity& e, region_id like, region_id added) {
    const auto place = std::find(e.regions.begin(), e.regions.end(), like);
    if (place == e.regions.end()) return;
    const auto n = place - e.regions.begin();
    for (signal_definition& s : e.signals) s.places.push_back(s.places[static_cast<std::size_t>(n)]);
    e.regions.push_back(added);
}

void remove_place(entity& e, region_id gone) {
    const auto place = std::find(e.regions.begin(), e.regions.end(), gone);
    if (place == e.regions.end()) return;
    const auto n = place - e.regions.begin();
    for (signal_definition& s : e.signals) s.places.erase(s.places.begin() + n);
    e.regions.erase(place);
}

}  // namespace

alternative with_regions(const definition& d, std::size_t count) {
    if (count == 0 || count > max_alternative_regions)
        return fmt::format("a number of regions is from 1 to {}", max_alternative_regions);
    auto changed = std::make_shared<definition>(d);
    while (changed->regions.size() < count) {
        const region_id added = region_at(changed->regions.size());
        region like_first = changed->regions.front();
        like_first.name = name_of_new_region(*changed, changed->regions.size() + 1);
        changed->regions.push_back(std::move(like_first));
        for (entity& e : changed->entities) add_place(e, region_at(0), added);
    }
    while (changed->regions.size() > count) {
        changed->regions.pop_back();
        for (entity& e : changed->entities) {
            remove_place(e, region_at(changed->regions.size()));
            if (e.where == scope::regional && e.regions.empty())
                return fmt::format("with {} regions there is none left for \"{}\"", count, e.name);
        }
    }
    changed->maintenance.clear();  // of no interest here, and it may name what is gone
    return changed;
}

alternative with_availability(const definition& d, std::string_view entity, parts_per_billion share) {
    auto changed = std::make_shared<definition>(d);
    const auto found = std::find_if(changed->entities.begin(), changed->entities.end(),
                                    [&](const model::entity& e) { return e.name == entity; });
    if (found == changed->entities.end()) return fmt::format("the model has no entity \"{}\"", entity);
    found->sla.reset();
    found->availability = share;
    return changed;
}

}  // namespace hm::model
