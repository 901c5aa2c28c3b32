// What operators say, and what a store remembers, by names.
#include "model/drain_check.hpp"
#include "model/verdict_board.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace hm::model {

namespace {

bool covers(const operator_override& o, std::string_view region, std::string_view flow) {
    return steers_traffic(o.kind) && o.region == region && (o.flow.empty() || o.flow == flow);
}

std::string_view name_of(const definition& d, entity_id flow) {
    return d.at(flow).name;
}

// It serves against the evidence, for want of better ones.
bool is_kept_in(const region_verdict& v) {
    return v.source == verdict_source::guard || v.source == verdict_source::panic;
}

}  // namespace

std::optional<std::size_t> verdict_board::flow_group::place_of(region_id r) const {
    const auto found = std::ranges::find(regions, r);
    if (found == regions.end()) return std::nullopt;
    return static_cast<std::size_t>(found - regions.begin());
}

void verdict_board::set_overrides(std::span<const operator_override> all) {
    overrides_.clear();
    for (const operator_override& o : all)
        if (steers_traffic(o.kind)) overrides_.push_back(std::make_shared<const operator_override>(o));
    overrides_are_new_ = true;
}

void verdict_board::take_words(moment now) {
    const bool some_expired = next_expiry_ && now.wall >= *next_expiry_;
    if (overrides_are_new_ || some_expired) {
        overrides_are_new_ = false;
        std::erase_if(overrides_, [&](const auto& o) { return o->is_over(now.wall); });
        next_expiry_.reset();
        for (const auto& o : overrides_) next_expiry_ = std::min(next_expiry_.value_or(o->until), o->until);

        const definition& d = graph_->source();
        for (std::size_t r = 0; r < d.regions.size(); ++r)
            regions_.say(r, words_about(d.regions[r].name, {}));
        for (flow_group& group : flows_)
            for (std::size_t i = 0; i < group.regions.size(); ++i)
                group.machine.say(i, words_about(d.at(group.regions[i]).name, name_of(d, group.flow)));
    }
    next_expiry_at_ = next_expiry_ ? now.steady + (*next_expiry_ - now.wall) : steady_time::max();
}

// Of several of a kind, the newest.
operator_words verdict_board::words_about(std::string_view region, std::string_view flow) const {
    operator_words words;
    for (const auto& o : overrides_) {
        if (!covers(*o, region, flow)) continue;
        auto& word = o->kind == override_kind::drain      ? words.drain
                     : o->kind == override_kind::force_up ? words.force_up
                                                          : words.freeze;
        if (!word || word->since <= o->since) word = o;
    }
    return words;
}

std::string verdict_board::objection_to(const operator_override& wanted) const {
    if (wanted.kind != override_kind::drain || wanted.breaks.guard) return {};
    const definition& d = graph_->source();
    const auto all = d.region_ids();
    const auto drained =
        std::ranges::find_if(all, [&](region_id r) { return d.at(r).name == wanted.region; });
    if (drained == all.end()) return {};
    if (wanted.flow.empty()) {
        const std::string against = objection_in(regions_, all, index(*drained));
        if (!against.empty()) return against;
    }
    for (const flow_group& group : flows_) {
        const auto at = group.place_of(*drained);
        if (!at || !covers(wanted, wanted.region, name_of(d, group.flow))) continue;
        const std::string against = objection_in(group.machine, group.regions, *at);
        if (!against.empty()) return fmt::format("{}: {}", name_of(d, group.flow), against);
    }
    return {};
}

std::string verdict_board::objection_in(const verdict_machine& machine, std::span<const region_id> regions,
                                        std::size_t drained) const {
    std::vector<told_region> told;
    std::vector<std::size_t> voters;  // that would be left
    const definition& d = graph_->source();
    for (std::size_t i = 0; i < regions.size(); ++i) {
        const region_verdict& v = machine.verdicts()[i];
        const bool is_drained = v.source == verdict_source::drain, known = !machine.is_warming(i);
        told.push_back({v.serves() && !is_drained, known, d.at(regions[i]).share});
        if (i != drained && !is_drained && known) voters.push_back(i);
    }
    // One voter alone gets the truth.
    if (d.traffic.guard && voters.size() == 1 && is_kept_in(machine.verdicts()[voters[0]]))
        return std::string{nobody_left};
    return drain_objection(told, drained, d.traffic);
}

// visit(machine, the region's number in it, the region's name, the flow's or nothing).
template <class Visit>
void verdict_board::each_place(Visit visit) const {
    const definition& d = graph_->source();
    for (const region_id r : d.region_ids()) visit(regions_, index(r), d.at(r).name, std::string_view{});
    for (const flow_group& group : flows_)
        for (std::size_t i = 0; i < group.regions.size(); ++i)
            visit(group.machine, i, d.at(group.regions[i]).name, name_of(d, group.flow));
}

std::vector<remembered_verdict> verdict_board::remember(moment now) const {
    std::vector<remembered_verdict> all;
    each_place([&](const auto& machine, std::size_t i, std::string_view region, std::string_view flow) {
        auto record = machine.remember(i, now);
        if (!record) return;
        record->region = region;
        record->flow = flow;
        all.push_back(std::move(*record));
    });
    return all;
}

void verdict_board::resume(std::span<const remembered_verdict> before, moment now) {
    for (const remembered_verdict& then : before)
        if (const auto where = find(then.region, then.flow)) where->machine->resume(where->region, then, now);
}

void verdict_board::retire(const verdict_board& before, std::vector<retired_verdict>& retired, moment now) {
    for (retired_verdict& r : retired) {
        const auto where = find(r.region, r.flow);
        if (!where || !r.record) continue;
        r.record->at = now.wall;  // until now it was told so
        where->machine->resume(where->region, *r.record, now);
    }
    std::erase_if(retired, [&](const retired_verdict& r) { return find(r.region, r.flow).has_value(); });

    const steady_time until = now.steady + graph_->source().traffic.retire;
    before.each_place(
        [&](const auto& machine, std::size_t i, std::string_view region, std::string_view flow) {
            if (!find(region, flow))
                retired.push_back({std::string{region}, std::string{flow}, machine.verdicts()[i], until,
                                   machine.remember(i, now)});
        });
}

std::optional<verdict_board::place> verdict_board::find(std::string_view region, std::string_view flow) {
    const definition& d = graph_->source();
    for (const region_id r : d.region_ids()) {
        if (d.at(r).name != region) continue;
        if (flow.empty()) return place{&regions_, index(r)};
        for (flow_group& group : flows_)
            if (const auto i = group.place_of(r); i && name_of(d, group.flow) == flow)
                return place{&group.machine, *i};
    }
    return std::nullopt;
}

}  // namespace hm::model
