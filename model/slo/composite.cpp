#include "model/slo/composite.hpp"

#include "model/slo/tally.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace hm::model::slo {

namespace {

bool has_say(const slice& s) {
    return s.unknown + s.maintenance < s.length;
}

void take_times(slice& into, const slice& from) {
    into.unhealthy = from.unhealthy;
    into.degraded = from.degraded;
    into.unknown = from.unknown;
    into.maintenance = from.maintenance;
}

void take_worst(slice& into, std::span<const member_slice> members) {
    const auto badness = [](const member_slice& m) {
        return std::pair{m.what->unhealthy, m.what->unhealthy + m.what->degraded};
    };
    const auto worst = std::max_element(
        members.begin(), members.end(),
        [&](const member_slice& a, const member_slice& b) { return badness(a) < badness(b); });
    take_times(into, *worst->what);
}

void take_mean(slice& into, std::span<const member_slice> members) {
    std::int64_t all = 0;
    for (const member_slice& m : members) all += m.weight;
    for (const member_slice& m : members) {
        const auto part = [&](duration d) { return duration{share_of(d.count(), m.weight, all)}; };
        into.unhealthy += part(m.what->unhealthy);
        into.degraded += part(m.what->degraded);
        into.unknown += part(m.what->unknown);
        into.maintenance += part(m.what->maintenance);
    }
}

// No member judged: nothing. One of them missed it: missed.
slice_counts worst_targets(std::span<const member_slice> members) {
    slice_counts worst;
    for (const member_slice& m : members) {
        worst.judged = std::max(worst.judged, m.what->targets.judged);
        worst.missed = std::max(worst.missed, m.what->targets.missed);
        worst.impaired = std::max(worst.impaired, m.what->targets.impaired);
    }
    return worst;
}

}  // namespace

slice combined(combination by, std::span<const member_slice> members) {
    slice all;
    all.begin = members.front().what->begin;
    all.length = members.front().what->length;
    for (const member_slice& m : members) {
        all.events.good += m.what->events.good;
        all.events.total += m.what->events.total;
    }
    all.targets = worst_targets(members);

    std::vector<member_slice> known;
    std::copy_if(members.begin(), members.end(), std::back_inserter(known),
                 [](const member_slice& m) { return has_say(*m.what); });
    if (known.empty())
        all.unknown = all.length;
    else if (by == combination::worst)
        take_worst(all, known);
    else
        take_mean(all, known);
    return all;
}

}  // namespace hm::model::slo
