#include "daemon/cli/slo_text.hpp"

#include "daemon/outputs/slo_json.hpp"
#include "model/slo/percent.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace hm::daemon::cli {

namespace {

using model::chance_range;
using model::format_available;
using model::format_downtime;

std::string downtime(double share) {
    return format_downtime(share * std::chrono::duration<double>(model::slo_period).count());
}

// "99.95%, 21 min 36 s down in 30 days"
std::string shown(const chance_range& down) {
    if (down.exact())
        return fmt::format("{}, {} down in 30 days", format_available(down.lowest), downtime(down.lowest));
    return fmt::format("between {} and {}, {} to {} down in 30 days", format_available(down.highest),
                       format_available(down.lowest), downtime(down.lowest), downtime(down.highest));
}

std::string_view answer(model::reach r) {
    switch (r) {
        case model::reach::yes:
            return "within reach";
        case model::reach::no:
            return "out of reach";
        case model::reach::undecided:
            return "undecided, it lies between the bounds";
    }
    return {};
}

std::string costs(const model::definition& d, const std::vector<model::slo_cost>& all) {
    std::string text;
    std::size_t width = 0;
    const std::size_t lines = std::min(all.size(), max_costs_shown);
    for (std::size_t i = 0; i < lines; ++i) width = std::max(width, d.at(all[i].what).name.size());
    for (std::size_t i = 0; i < lines; ++i)
        text += fmt::format("    {:<{}}  {}  (importance {:.3g})\n", d.at(all[i].what).name, width,
                            downtime(all[i].gain), all[i].importance);
    if (all.size() > lines) text += fmt::format("    and {} more, which cost less\n", all.size() - lines);
    return text;
}

std::string listed(const std::vector<std::string>& names) {
    constexpr std::size_t most = 20;
    const std::size_t shown = std::min(names.size(), most);
    std::string text =
        fmt::format("{}", fmt::join(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(shown), ", "));
    return names.size() > shown ? fmt::format("{} and {} more", text, names.size() - shown) : text;
}

}  // namespace

std::string slo_text(const model::calculated_slo& s, const model::calculated_flow& f,
                     const model::calculated_flow* before) {
    const model::definition& d = s.wholes->source();
    const model::entity& flow = d.at(f.flow);
    std::string text = fmt::format("{}: {}\n", flow.name, shown(f.down));
    if (before != nullptr) text += fmt::format("  was {}\n", shown(before->down));
    if (f.reachable)
        text += fmt::format("  objective {}, {} allowed: {}\n",
                            format_available(model::unavailability(*flow.objective)),
                            downtime(model::unavailability(*flow.objective)), answer(*f.reachable));
    for (const auto& [region, down] : f.in_regions)
        if (f.in_regions.size() > 1)
            text += fmt::format("  in {} alone: {}\n", d.at(region).name, shown(down));
    if (f.one_more_region) text += fmt::format("  with one more region: {}\n", shown(*f.one_more_region));
    if (const auto naive = differing_naive(f))
        text += fmt::format("  naive product: {}, as if branches and regions shared nothing\n",
                            shown({*naive, *naive}));
    if (!f.costs) return text + "  too entangled to tell what each part costs\n";
    if (f.costs->empty()) return text;
    return text + "  what each costs in 30 days, in all its places:\n" + costs(d, *f.costs);
}

std::string slo_remarks(const model::calculated_slo& s) {
    std::string text;
    std::vector<std::string> assumed, entangled;
    for (const model::entity_id id : s.assumed) assumed.push_back(s.wholes->source().at(id).name);
    for (const model::vertex_id id : s.entangled) entangled.push_back(s.wholes->name(id));
    if (!assumed.empty())
        text += fmt::format("Assumed to be always there, without `sla` or `availability`: {}.\n",
                            listed(assumed));
    if (!entangled.empty())
        text += fmt::format("Too much hangs together for an exact figure, so that bounds are told: {}.\n",
                            listed(entangled));
    return text + fmt::format("{}\n", independence_remark);
}

}  // namespace hm::daemon::cli
