#include "model/slo/co_failures.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace hm::model::slo {

namespace {

using std::chrono::milliseconds;
using intervals = std::vector<interval>;
using list_of = intervals part_history::*;

milliseconds total(const intervals& all) {
    return std::accumulate(all.begin(), all.end(), milliseconds{0},
                           [](milliseconds sum, const interval& s) { return sum + s.length(); });
}

double seconds(milliseconds t) {
    return std::chrono::duration<double>(t).count();
}

// For how long each two were both within a interval of their list: one sweep over the ends of all intervals.
class overlaps {
public:
    overlaps(std::span<const part_history> parts, const std::vector<std::size_t>& chosen, list_of list)
        : size_(chosen.size()), sums_(size_ * size_, milliseconds{0}) {
        std::vector<event> events;
        for (std::size_t i = 0; i < size_; ++i)
            for (const interval& s : parts[chosen[i]].*list) {
                events.push_back({s.from, true, i});
                events.push_back({s.to, false, i});
            }
        std::sort(events.begin(), events.end(), [](const event& x, const event& y) {
            return std::pair{x.at, x.begins} < std::pair{y.at, y.begins};  // ends first
        });
        for (const event& e : events) take(e);
    }

    milliseconds of(std::size_t i, std::size_t j) const {
        return sums_[std::min(i, j) * size_ + std::max(i, j)];
    }

private:
    struct event {
        wall_time at;
        bool begins;
        std::size_t part;
    };
    struct open {
        std::size_t part;
        wall_time since;
    };

    void take(const event& e) {
        if (e.begins) return open_.push_back({e.part, e.at});
        const auto ended =
            std::find_if(open_.begin(), open_.end(), [&](const open& o) { return o.part == e.part; });
        const open own = *ended;
        *ended = open_.back();
        open_.pop_back();
        for (const open& o : open_)
            sums_[std::min(o.part, e.part) * size_ + std::max(o.part, e.part)] +=
                std::max(milliseconds{0}, e.at - std::max(o.since, own.since));
    }

    std::size_t size_;
    std::vector<milliseconds> sums_;  // by the smaller number, then the greater
    std::vector<open> open_;
};

// Those that were down the longest, in their own order.
std::vector<std::size_t> longest_down(const std::vector<milliseconds>& down, std::size_t& left_out) {
    std::vector<std::size_t> chosen;
    for (std::size_t i = 0; i < down.size(); ++i)
        if (down[i] > milliseconds{0}) chosen.push_back(i);
    if (chosen.size() <= max_paired_parts) return chosen;
    left_out = chosen.size() - max_paired_parts;
    std::stable_sort(chosen.begin(), chosen.end(), [&](auto i, auto j) { return down[i] > down[j]; });
    chosen.resize(max_paired_parts);
    std::sort(chosen.begin(), chosen.end());
    return chosen;
}

double excess(const co_failure& c) {
    return seconds(c.both_down) - c.by_chance_s;
}

}  // namespace

double co_failure::ratio() const {
    return seconds(both_down) / by_chance_s;
}

co_failures find_co_failures(std::span<const part_history> parts, milliseconds looked_at, std::size_t most) {
    std::vector<milliseconds> down, known;
    for (const part_history& p : parts) {
        down.push_back(total(p.down));
        known.push_back(looked_at - total(p.unknown));
    }
    co_failures found;
    const std::vector<std::size_t> chosen = longest_down(down, found.left_out);
    found.parts_down = chosen.size() + found.left_out;
    const overlaps both_down{parts, chosen, &part_history::down},
        both_unknown{parts, chosen, &part_history::unknown};
    for (std::size_t i = 0; i < chosen.size(); ++i)
        for (std::size_t j = i + 1; j < chosen.size(); ++j) {
            co_failure c{chosen[i], chosen[j], down[chosen[i]], down[chosen[j]], both_down.of(i, j), {}, 0};
            if (c.both_down == milliseconds{0}) continue;
            c.both_known = known[c.a] + known[c.b] - looked_at + both_unknown.of(i, j);
            c.by_chance_s = seconds(c.a_down) / seconds(known[c.a]) * seconds(c.b_down) /
                            seconds(known[c.b]) * seconds(c.both_known);
            found.worst.push_back(c);
        }
    found.pairs = found.worst.size();
    std::stable_sort(found.worst.begin(), found.worst.end(),
                     [](const co_failure& x, const co_failure& y) { return excess(x) > excess(y); });
    if (found.worst.size() > most) found.worst.resize(most);
    return found;
}

}  // namespace hm::model::slo
