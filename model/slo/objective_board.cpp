#include "model/slo/objective_board.hpp"

#include "model/slo/composite.hpp"

#include <algorithm>
#include <map>
#include <numeric>

namespace hm::model::slo {

using std::chrono::sys_seconds;

namespace {

// Where the events decide what a slice of time was.
void judge_by_events(slice& s) {
    const duration counted = s.length - s.maintenance;
    s.degraded = duration{0};
    s.unhealthy = s.unknown = duration{0};
    if (s.events.total == 0)
        s.unknown = counted;
    else
        s.unhealthy = duration{share_of(counted.count(), s.events.total - s.events.good, s.events.total)};
}

// Maintenance leaves both sides, of events, too.
void leave_out_maintenance(slice& s) {
    const std::int64_t counted = (s.length - s.maintenance).count();
    const std::int64_t all = duration{s.length}.count();
    const std::int64_t bad = share_of(s.events.total - s.events.good, counted, all);
    s.events.total = share_of(s.events.total, counted, all);
    s.events.good = s.events.total - bad;
}

}  // namespace

objective_board::objective_board(std::shared_ptr<const graph> g, slicer_limits limits)
    : graph_(std::move(g)), slicer_(limits) {
    const definition& d = graph_->source();
    for (std::size_t i = 0; i < d.entities.size(); ++i)
        if (d.entities[i].attained) add_entity(entity_id{static_cast<std::uint32_t>(i)});
    sliced_ = subjects_.size();
    for (std::size_t i = 0; i < sliced_; ++i) by_key_[subjects_[i].key] = i;
    for (const composite& c : d.slos) add_composite(c);
    by_key_.clear();  // the subjects have moved
    for (std::size_t i = 0; i < subjects_.size(); ++i) {
        by_key_[subjects_[i].key] = i;
        if (i < sliced_) slicer_.add_subject(subjects_[i].tracker.wanted()->slice);
        for (const place& p : subjects_[i].places) by_node_.emplace(p.node, i);
    }
    draw();
}

// Over its regions, and in each of them.
void objective_board::add_entity(entity_id id) {
    const entity& e = graph_->source().at(id);
    std::vector<place> places;
    for (const region_id r : e.regions) places.push_back({graph_->instance(id, r), r});
    if (e.where == scope::global) places.push_back({graph_->instance(id, region_id::none), region_id::none});
    const auto subject_of = [&](std::string key, region_id region, std::vector<place> at) {
        subject s{
            std::move(key), id, region, nullptr, std::move(at), none, {}, {}, objective_tracker{e.attained}};
        if (e.attained->routed_by_flow) s.flow_row = flow_row_of(id);
        if (e.attained->events)
            s.events = {places_of(e.attained->events->good, region, s.places),
                        places_of(e.attained->events->total, region, s.places), [&](signal_id from) {
                            return std::holds_alternative<prometheus_spec>(graph_->spec_of(from)->probe);
                        }};
        return s;
    };
    add(subject_of(e.name, region_id::none, places));
    for (const place& p : places)
        if (p.region != region_id::none) add(subject_of(graph_->name(p.node), p.region, {p}));
}

void objective_board::add(subject s) {
    subjects_.push_back(std::move(s));
}

void objective_board::add_composite(const composite& c) {
    subject s{
        std::string{composite_prefix} + c.name, {}, {}, &c, {}, none, {}, {}, objective_tracker{c.wanted}};
    s.entity = entity_id::none;
    s.region = region_id::none;
    for (const composite::member& m : c.of)
        s.members.push_back(by_key_.at(graph_->source().at(m.entity).name));
    add(std::move(s));
}

// `in`: the region that the subject is of; none when it is over all regions, were it only one. The signal of
// a global entity counts over all; in one of them there is then nothing to count.
std::vector<signal_id> objective_board::places_of(const counted_signal& s, region_id in,
                                                  std::span<const place> places) const {
    const entity& e = graph_->source().at(s.entity);
    std::vector<signal_id> found;
    const auto look = [&](vertex_id node) {
        const signal_id id = graph_->find_signal(graph_->name(node) + "/" + e.signals[s.signal].name);
        if (id != signal_id::none) found.push_back(id);
    };
    if (e.where == scope::global) {
        if (in == region_id::none) look(graph_->instance(s.entity, region_id::none));
        return found;
    }
    const bool everywhere = places.size() == 1 && places.front().region == region_id::none;
    if (everywhere)
        for (const region_id r : e.regions) look(graph_->instance(s.entity, r));
    for (const place& p : places)
        if (p.region != region_id::none && graph_->instance(s.entity, p.region) != vertex_id::none)
            look(graph_->instance(s.entity, p.region));
    return found;
}

// Rows of a verdict table: the regional flows, in the order of the definition.
std::size_t objective_board::flow_row_of(entity_id id) const {
    std::size_t row = 0;
    for (std::size_t i = 0; i < index(id); ++i) {
        const entity& e = graph_->source().entities[i];
        if (e.kind == entity_kind::flow && e.where == scope::regional) ++row;
    }
    const entity& e = graph_->source().at(id);
    return e.kind == entity_kind::flow && e.where == scope::regional ? row : none;
}

void objective_board::node_changed(vertex_id id) {
    const auto [first, last] = by_node_.equal_range(id);
    for (auto s = first; s != last; ++s) subjects_[s->second].changed = any_changed_ = true;
}

bool objective_board::step(const evaluator& health, const verdict_table& verdicts, moment now,
                           const counter_values& counters) {
    closed_.clear();
    closed_of_.clear();
    if (!began_) began_ = now.steady;
    for (const slicer::closed_slice& c : slicer_.step(now)) {
        subject& s = subjects_[c.subject];
        slice what = c.what;
        if (s.tracker.wanted()->events && counters) what.events = s.events.take(counters);
        take(s, std::move(what));
        closed_of_.push_back(c.subject);
    }
    if (const auto to = slicer_.rewound())
        for (subject& s : subjects_) s.tracker.rewind(*to);
    look_at(health, verdicts);
    if (closed_.empty()) return false;
    close_composites(closed_.size());
    remember_own(now);
    draw();
    return true;
}

void objective_board::take(subject& s, slice what) {
    what.key = s.key;
    const objective& o = *s.tracker.wanted();
    if (o.events && !s.together) {
        leave_out_maintenance(what);
        if (o.how != method::events) judge_by_events(what);
    }
    s.tracker.close(what);
    closed_.push_back(std::move(what));
}

// Members have slices of the same length, and those of one begin were closed in the same step.
void objective_board::close_composites(std::size_t simple_closed) {
    if (simple_closed == 0) return;
    std::vector<std::size_t> by_subject(simple_closed);
    std::iota(by_subject.begin(), by_subject.end(), std::size_t{0});
    const auto subject_at = [this](std::size_t c) { return closed_of_[c]; };
    std::ranges::stable_sort(by_subject, {}, subject_at);
    for (std::size_t i = sliced_; i < subjects_.size(); ++i) {
        subject& s = subjects_[i];
        std::map<sys_seconds, std::vector<member_slice>> by_begin;
        for (std::size_t m = 0; m < s.members.size(); ++m)
            for (const std::size_t c : std::ranges::equal_range(by_subject, s.members[m], {}, subject_at))
                by_begin[closed_[c].begin].push_back({s.together->of[m].weight, &closed_[c]});
        std::vector<slice> together;
        for (const auto& [begin, members] : by_begin) together.push_back(combined(s.together->by, members));
        for (slice& each : together) take(s, std::move(each));
        closed_of_.resize(closed_.size(), i);
    }
}

void objective_board::look_at(const evaluator& health, const verdict_table& verdicts) {
    if (!std::exchange(any_changed_, false)) return;
    for (std::size_t i = 0; i < sliced_; ++i) {
        subject& s = subjects_[i];
        if (!std::exchange(s.changed, false) && !all_changed_) continue;
        slicer_.tell(i, shares_now(s, health, verdicts));
    }
    all_changed_ = false;
}

traffic_shares objective_board::shares_now(const subject& s, const evaluator& health,
                                           const verdict_table& verdicts) const {
    if (s.places.size() == 1) return shares_of(health.at(s.places.front().node));
    const auto& rows = s.flow_row == none ? verdicts.regions : verdicts.flows[s.flow_row].regions;
    std::vector<place_share> shares;
    for (const place& p : s.places) {
        const std::int64_t configured = graph_->source().at(p.region).share;
        shares.push_back({&health.at(p.node), configured * rows[index(p.region)].weight_percent, configured});
    }
    return shares_of(shares);
}

void objective_board::draw() {
    auto all = std::make_shared<attained_list>();
    for (subject& s : subjects_) {
        attainment& a = all->emplace_back(s.tracker.now());
        a.key = s.key;
        a.entity = s.entity;
        a.place = s.region;
        if (s.together) a.composite = s.together->name;
    }
    picture_ = std::move(all);
}

void objective_board::remember_own(moment now) {
    if (!recalls_) return;
    recalls_ = now.steady - *began_ < recall_within;
    for (std::size_t c = 0; recalls_ && c < closed_.size(); ++c)
        subjects_[closed_of_[c]].own.push_back(closed_[c]);
    if (!recalls_) stop_recalling();
}

void objective_board::stop_recalling() {
    recalls_ = false;
    for (subject& s : subjects_) {
        s.own = {};
        s.recalled.reset();
    }
}

void objective_board::recall(std::span<const slice> part, moment now) {
    if (!recalls_) return;
    for (const slice& each : part) {
        const auto found = by_key_.find(each.key);
        if (found == by_key_.end() || each.end() > now.wall) continue;
        subject& s = subjects_[found->second];
        if (!s.own.empty() && each.end() > s.own.front().begin) continue;
        if (!s.recalled) s.recalled.emplace(s.tracker.wanted());
        slice copy = each;
        s.recalled->close(copy);
    }
}

void objective_board::recall_is_complete() {
    for (subject& s : subjects_) {
        if (!s.recalled) continue;
        for (slice own : s.own) s.recalled->close(own);
        s.tracker = *std::exchange(s.recalled, std::nullopt);
    }
    stop_recalling();
    draw();
}

void objective_board::adopt(const objective_board& before) {
    slicer_.adopt_time(before.slicer_);
    began_ = before.began_;
    recalls_ = before.recalls_;
    for (std::size_t i = 0; i < subjects_.size(); ++i) {
        const auto found = before.by_key_.find(subjects_[i].key);
        if (found == before.by_key_.end()) continue;
        const subject& then = before.subjects_[found->second];
        if (i < sliced_ && found->second < before.sliced_) slicer_.adopt(i, before.slicer_, found->second);
        const std::shared_ptr<const objective> wanted = subjects_[i].tracker.wanted();
        subjects_[i].tracker = then.tracker;
        subjects_[i].tracker.change_to(wanted);
        subjects_[i].own = then.own;
        subjects_[i].recalled = then.recalled;
        if (subjects_[i].recalled) subjects_[i].recalled->change_to(wanted);
        subjects_[i].events.adopt(then.events, [&](signal_id ours, signal_id theirs) {
            return graph_->name(graph_->vertex_of(ours)) ==
                   before.graph_->name(before.graph_->vertex_of(theirs));
        });
    }
    draw();
}

}  // namespace hm::model::slo
