#include "config/zones.hpp"

#include "config/reader.hpp"

namespace hm::config {

namespace {

std::string zone_hint(std::string_view name, const model::time_zones* zones) {
    std::vector<std::string> all;
    if (zones != nullptr) all = zones->names();
    if (all.empty()) return "none but UTC is known here: install tzdata";
    const std::string hint = did_you_mean(name, std::vector<std::string_view>{all.begin(), all.end()});
    return hint.empty() ? "write it like Europe/Berlin" : hint;
}

}  // namespace

model::time_zone read_zone(const node* zone, const draft& d) {
    if (zone == nullptr) return model::utc();
    const std::optional<std::string> name = as_text(*zone, d.out);
    if (!name || *name == "UTC") return model::utc();
    std::optional<model::time_zone> found;
    if (d.around.zones != nullptr) found = d.around.zones->find(*name);
    if (found) return *found;
    d.out.error(zone->at, fmt::format("there is no time zone {}", quoted(*name)),
                zone_hint(*name, d.around.zones));
    return model::utc();
}

}  // namespace hm::config
