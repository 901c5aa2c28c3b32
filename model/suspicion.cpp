#include "model/suspicion.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace hm::model {

namespace {

// Every witness must have had its turn; of a region's signals, half: some may run once an hour.
duration typical(std::vector<duration>& all, bool longest) {
    if (all.empty()) return {};
    const auto wanted = all.begin() + static_cast<std::ptrdiff_t>(longest ? all.size() - 1 : all.size() / 2);
    std::nth_element(all.begin(), wanted, all.end());
    return *wanted;
}

}  // namespace

self_suspicion::self_suspicion(std::shared_ptr<const graph> g)
    : graph_(std::move(g)), signals_(graph_->signal_count()), regions_(graph_->source().regions.size()) {
    const definition& d = graph_->source();
    groups_.resize(regions_ + 2);
    std::vector<duration> intervals, timeouts;
    for (const signal_id s : graph_->signals()) {
        const vertex& v = graph_->at(graph_->vertex_of(s));
        const signal_spec& spec = *graph_->spec_of(s);
        const bool witness = v.source == d.witnesses;
        const bool elsewhere = v.place == region_id::none || is_pushed(spec);
        const std::size_t place = witness ? regions_ : elsewhere ? regions_ + 1 : index(v.place);
        group_of_.push_back(static_cast<std::uint16_t>(place));
        ++groups_[place].size;
        if (d.witnesses != entity_id::none ? !witness : elsewhere) continue;
        intervals.push_back(spec.when.every);
        timeouts.push_back(spec.when.timeout);
    }
    const bool longest = groups_[regions_].size > 0;
    interval_ = std::min(typical(intervals, longest), longest_interval) + typical(timeouts, longest);
}

void self_suspicion::saw(signal_id s, reason why, steady_time at) {
    const signal_spec& spec = *graph_->spec_of(s);
    if (is_prober_trouble(why) || is_pushed(spec)) return;
    memory& m = signals_[index(s)];
    group& g = groups_[group_of_[index(s)]];
    const bool bad = is_witness(s) ? why != reason::ok && why != reason::condition : is_network(why);
    if (bad)
        failed(s, m, g, at);
    else
        answered(m, g);
}

void self_suspicion::answered(memory& m, group& g) {
    if (m.as == known::turned) {
        --g.failing;
        g.weighed -= m.weighed;
    }
    if (m.as != known::good) ++g.good;
    m.as = known::good;
    m.weighed = false;
    if (status_ != doubt::watching || m.confirmed == watch_) return;
    m.confirmed = watch_;
    ++g.confirmed;
}

// Of a region that is known to fail, one more failure is no news; a witness need not have been good before.
void self_suspicion::failed(signal_id s, memory& m, group& g, steady_time at) {
    if (m.as == known::turned || (m.as == known::never_good && !is_witness(s))) return;
    if (m.as == known::good) {
        --g.good;
        if (status_ == doubt::watching && m.confirmed == watch_) {
            m.confirmed = 0;
            --g.confirmed;
        }
    }
    m.weighed = g.weighed > 0 && g.weighed * 100 >= turned_percent * (g.good + g.failing);
    g.weighed += m.weighed;
    m.as = known::turned;
    m.turned_at = at;
    ++g.failing;
    turned_.push_back(s);
}

bool self_suspicion::step(steady_time now) {
    if (turned_.empty() && status_ == doubt::none) return false;
    const doubt before = status_;
    tally(status_ == doubt::suspect ? disbelieved_from_ : now - interval_);
    switch (status_) {
        case doubt::none:
            if (convicts())
                suspect(now);
            else if (must_watch(now))
                begin_watch(now);
            break;
        case doubt::watching:
            if (convicts())
                suspect(now);
            else if (acquits() || now >= watch_began_ + interval_)
                settle();
            break;
        case doubt::suspect:
            if (convicts()) break;
            settle();
            grace_ends_ = now + 2 * interval_;
            break;
    }
    return status_ != before;
}

// Counts who turned since then, and forgets who is good again.
void self_suspicion::tally(steady_time since) {
    for (group& g : groups_) g.turned = 0;
    std::sort(turned_.begin(), turned_.end());
    turned_.erase(std::unique(turned_.begin(), turned_.end()), turned_.end());
    std::erase_if(turned_, [this](signal_id s) { return signals_[index(s)].as != known::turned; });
    for (const signal_id s : turned_)
        groups_[group_of_[index(s)]].turned += is_witness(s) || signals_[index(s)].turned_at >= since;
}

bool self_suspicion::has_two_regions() const {
    return std::count_if(groups_.begin(), groups_.begin() + static_cast<std::ptrdiff_t>(regions_),
                         [](const group& g) { return g.judged_by() > 0; }) >= 2;
}

bool self_suspicion::convicts() const {
    const group& witnesses = groups_[regions_];
    if (witnesses.size > 0) return witnesses.turned * 2 > witnesses.size;
    if (!has_two_regions()) return false;
    return std::all_of(groups_.begin(), groups_.begin() + static_cast<std::ptrdiff_t>(regions_),
                       [](const group& g) {
                           return g.judged_by() == 0 || g.turned * 100 >= turned_percent * g.judged_by();
                       });
}

// Even if all that have not answered yet were to fail, it would not be enough.
bool self_suspicion::acquits() const {
    const group& witnesses = groups_[regions_];
    if (witnesses.size > 0) return witnesses.confirmed * 2 >= witnesses.size;
    if (!has_two_regions()) return true;
    return std::any_of(groups_.begin(), groups_.begin() + static_cast<std::ptrdiff_t>(regions_),
                       [](const group& g) {
                           const std::uint32_t at_worst = g.judged_by() - g.confirmed;
                           return g.judged_by() > 0 && at_worst * 100 < turned_percent * g.judged_by();
                       });
}

bool self_suspicion::must_watch(steady_time now) const {
    if (groups_[regions_].size == 0 && !has_two_regions()) return false;
    return std::any_of(turned_.begin(), turned_.end(), [&](signal_id s) {
        const memory& m = signals_[index(s)];
        return !m.weighed && group_of_[index(s)] < regions_ && m.turned_at >= now - interval_;
    });
}

void self_suspicion::begin_watch(steady_time now) {
    status_ = doubt::watching;
    watch_began_ = now;
    ++watch_;
    for (group& g : groups_) g.confirmed = 0;
}

void self_suspicion::suspect(steady_time now) {
    if (!in_doubt(now)) disbelieved_from_ = now - interval_;
    status_ = doubt::suspect;
    grounds_ = describe();
}

void self_suspicion::settle() {
    status_ = doubt::none;
    for (const signal_id s : turned_) {  // tally() left no others
        memory& m = signals_[index(s)];
        groups_[group_of_[index(s)]].weighed += !m.weighed;
        m.weighed = true;
    }
}

bool self_suspicion::waits_for(signal_id s) const {
    const memory& m = signals_[index(s)];
    return status_ == doubt::watching && m.as == known::turned && !m.weighed;
}

bool self_suspicion::disbelieves(signal_id s, steady_time now) const {
    const memory& m = signals_[index(s)];
    return in_doubt(now) && m.as == known::turned && m.turned_at >= disbelieved_from_;
}

std::string self_suspicion::describe() const {
    const group& witnesses = groups_[regions_];
    if (witnesses.size > 0) return fmt::format("{} of {} witnesses fail", witnesses.turned, witnesses.size);
    std::string text = "signals of every region turned to network failures at once:";
    for (std::size_t r = 0; r < regions_; ++r)
        if (groups_[r].judged_by() > 0)
            text += fmt::format(" {} {} of {}", graph_->source().regions[r].name, groups_[r].turned,
                                groups_[r].judged_by());
    return text;
}

void self_suspicion::adopt(const self_suspicion& before, const std::vector<signal_id>& was) {
    status_ = before.status_;
    grounds_ = before.grounds_;
    watch_ = before.watch_;
    watch_began_ = before.watch_began_;
    disbelieved_from_ = before.disbelieved_from_;
    grace_ends_ = before.grace_ends_;
    for (const signal_id s : graph_->signals()) {
        if (was[index(s)] == signal_id::none) continue;
        const memory& m = signals_[index(s)] = before.signals_[index(was[index(s)])];
        group& g = groups_[group_of_[index(s)]];
        g.good += m.as == known::good;
        g.failing += m.as == known::turned;
        g.weighed += m.as == known::turned && m.weighed;
        g.confirmed += m.as == known::good && m.confirmed == watch_ && watch_ > 0;
        if (m.as == known::turned) turned_.push_back(s);
    }
}

}  // namespace hm::model
