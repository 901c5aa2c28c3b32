#include "model/alerts/delivery_book.hpp"

#include <algorithm>
#include <array>
#include <tuple>

namespace hm::model::alerts {

namespace {

constexpr std::array<std::string_view, 4> knowledge_words{"nothing", "perhaps", "begun", "ended"};
constexpr std::array<std::string_view, 4> wish_words{"none", "begin", "remind", "end"};

template <class Word>
std::optional<Word> parse(const std::array<std::string_view, 4>& words, std::string_view text) {
    const auto at = std::ranges::find(words, text);
    if (at == words.end()) return std::nullopt;
    return static_cast<Word>(at - words.begin());
}

duration retry_after(std::uint32_t failures) {
    const auto doublings = std::min<std::uint32_t>(failures - 1, 16);
    return std::min<duration>(delivery_book::first_retry * (1 << doublings), delivery_book::last_retry);
}

bool is_over(const incident& i) {
    return i.what.ended.has_value();
}

}  // namespace

std::string_view to_string(knowledge k) {
    return knowledge_words[static_cast<std::size_t>(k)];
}
std::string_view to_string(wish w) {
    return wish_words[static_cast<std::size_t>(w)];
}
std::optional<knowledge> parse_knowledge(std::string_view text) {
    return parse<knowledge>(knowledge_words, text);
}
std::optional<wish> parse_wish(std::string_view text) {
    return parse<wish>(wish_words, text);
}

delivery_book::delivery_book(std::vector<destination> targets) : targets_(std::move(targets)) {
    for (const destination& t : targets_) states_[t.name];
}

const destination& delivery_book::at(const std::string& name) const {
    return *std::ranges::find(targets_, name, &destination::name);
}

bool delivery_book::concerns(const destination& t, const notice& n) const {
    return n.level >= t.at_least && (n.sinks.empty() || std::ranges::find(n.sinks, t.sink) != n.sinks.end());
}

// A target that is new hears of what is under way.
void delivery_book::complete(incident& i) const {
    for (const destination& t : targets_)
        if (concerns(t, i.what)) i.to.try_emplace(t.name);
}

void delivery_book::recall(incident i) {
    std::erase_if(i.to, [&](const auto& d) { return !states_.contains(d.first); });
    if (!is_over(i)) complete(i);
    const std::string id = i.what.incident;
    incidents_.insert_or_assign(id, std::move(i));
    drop_if_done(id);
}

void delivery_book::begin(notice n) {
    incident i;
    const std::string id = n.incident;
    i.what = std::move(n);
    complete(i);
    incidents_.insert_or_assign(id, std::move(i));
}

void delivery_book::remind(const notice& n) {
    const auto found = incidents_.find(n.incident);
    if (found == incidents_.end()) return;
    found->second.what = n;
    for (auto& [name, d] : found->second.to)
        if (!at(name).gathers && d.wants == wish::none) d = {d.knows, wish::remind, 0};
}

void delivery_book::end(const std::string& id, wall_time ended, std::string because, moment now) {
    const auto found = incidents_.find(id);
    if (found == incidents_.end()) return;
    found->second.what.ended = ended;
    found->second.what.ended_because = std::move(because);
    for (auto& [name, d] : found->second.to) d = {d.knows, wish::end, 0};
    drop_if_done(id);
    forget(now);
}

std::optional<errand> delivery_book::next(const std::string& name, moment now) const {
    const destination& t = at(name);
    if (now.steady < states_.at(name).not_before) return std::nullopt;
    return t.gathers ? gathered(t, now) : single(t);
}

std::set<std::string_view> delivery_book::open_keys(const destination& t) const {
    std::set<std::string_view> keys;
    for (const auto& [id, i] : incidents_)
        if (!is_over(i) && i.to.contains(t.name)) keys.insert(i.what.key);
    return keys;
}

std::optional<errand> delivery_book::gathered(const destination& t, moment now) const {
    errand e{t.name, {}};
    bool is_news = false;
    const std::set<std::string_view> open = open_keys(t);
    for (const auto& [id, i] : incidents_) {
        const auto d = i.to.find(t.name);
        if (d == i.to.end()) continue;
        // The next incident of the same key has the same labels: an end told again would be the end of that.
        if (d->second.knows == knowledge::ended && open.contains(i.what.key)) continue;
        e.what.emplace_back(id, is_over(i) ? wish::end : wish::begin);
        is_news = is_news || d->second.wants != wish::none;
    }
    const bool again = !e.what.empty() && now.steady >= states_.at(t.name).resend;
    return is_news || again ? std::optional{std::move(e)} : std::nullopt;
}

// The one that was tried least, so that one which cannot be delivered does not stand in the others' way; of
// those the oldest.
std::optional<errand> delivery_book::single(const destination& t) const {
    const incident* best = nullptr;
    std::tuple<std::uint32_t, wall_time> least{};
    for (const auto& [id, i] : incidents_) {
        const auto d = i.to.find(t.name);
        if (d == i.to.end() || d->second.wants == wish::none) continue;
        const std::tuple rank{d->second.tries, i.what.ended.value_or(i.what.started)};
        if (best != nullptr && rank >= least) continue;
        best = &i;
        least = rank;
    }
    if (best == nullptr) return std::nullopt;
    return errand{t.name, {{best->what.incident, best->to.at(t.name).wants}}};
}

steady_time delivery_book::next_deadline(const std::string& name) const {
    const state_of_target& s = states_.at(name);
    const bool has_any =
        std::ranges::any_of(incidents_, [&](const auto& entry) { return entry.second.to.contains(name); });
    if (!has_any) return steady_time::max();
    if (waiting(name) > 0) return s.not_before;
    return at(name).gathers ? std::max(s.resend, s.not_before) : steady_time::max();
}

// Null when it was given up meanwhile.
delivery* delivery_book::delivery_of(const std::string& id, const std::string& to) {
    const auto found = incidents_.find(id);
    if (found == incidents_.end()) return nullptr;
    const auto d = found->second.to.find(to);
    return d == found->second.to.end() ? nullptr : &d->second;
}

bool delivery_book::begun(const errand& e) {
    bool is_new = false;
    for (const auto& [id, what] : e.what) {
        delivery* d = delivery_of(id, e.target);
        if (d == nullptr || d->knows != knowledge::nothing) continue;
        d->knows = knowledge::perhaps;
        is_new = true;
    }
    return is_new;
}

void delivery_book::delivered(const errand& e, moment now) {
    state_of_target& s = states_.at(e.target);
    s.health.delivered += e.what.size();
    s.health.failures_in_a_row = 0;
    s.health.trouble.clear();
    s.health.last_success = now.wall;
    s.not_before = steady_time::min();
    s.resend = now.steady + at(e.target).resend;
    for (const auto& [id, what] : e.what)
        if (delivery* d = delivery_of(id, e.target)) delivered(id, *d, at(e.target), what, now);
}

void delivery_book::delivered(const std::string& id, delivery& d, const destination& t, wish what,
                              moment now) {
    const bool is_end = what == wish::end;
    d.knows = is_end ? knowledge::ended : knowledge::begun;
    // It may want something else by now: the end of what was told of as begun.
    if (is_end || d.wants == what || d.wants == wish::begin) d = {d.knows, wish::none, 0};
    if (!is_end) return;
    const bool repeats = t.gathers && now.wall < *incidents_.at(id).what.ended + repeat_end_for;
    if (!repeats) incidents_.at(id).to.erase(t.name);
    drop_if_done(id);
}

void delivery_book::failed(const errand& e, std::string why, moment now) {
    state_of_target& s = states_.at(e.target);
    ++s.health.failed;
    ++s.health.failures_in_a_row;
    s.health.trouble = std::move(why);
    s.not_before = now.steady + retry_after(s.health.failures_in_a_row);
    for (const auto& [id, what] : e.what)
        if (delivery* d = delivery_of(id, e.target)) ++d->tries;
}

void delivery_book::drop_if_done(const std::string& id) {
    const auto found = incidents_.find(id);
    if (found != incidents_.end() && is_over(found->second) && found->second.to.empty())
        incidents_.erase(found);
}

void delivery_book::forget(moment now) {
    std::vector<std::string> touched;
    for (auto& [id, i] : incidents_) {
        if (!is_over(i)) continue;
        const duration age = now.wall - *i.what.ended;
        std::erase_if(i.to, [&](const auto& entry) {
            const delivery& d = entry.second;
            const bool repeated = d.knows == knowledge::ended && age >= repeat_end_for;
            const bool lost = d.knows != knowledge::ended &&
                              age >= (d.knows == knowledge::nothing ? news_for : end_is_owed_for);
            if (lost) ++states_.at(entry.first).health.lost;
            return lost || repeated;
        });
        touched.push_back(id);
    }
    for (const std::string& id : touched) drop_if_done(id);
    forget_the_oldest();
}

void delivery_book::forget_the_oldest() {
    std::vector<std::pair<wall_time, std::string>> over;
    for (const auto& [id, i] : incidents_)
        if (is_over(i)) over.emplace_back(*i.what.ended, id);
    if (over.size() <= max_ended) return;
    std::ranges::sort(over);
    over.resize(over.size() - max_ended);
    for (const auto& [ended, id] : over) {
        for (const auto& [name, d] : incidents_.at(id).to)
            if (d.knows != knowledge::ended) ++states_.at(name).health.lost;
        incidents_.erase(id);
    }
}

const incident* delivery_book::find(const std::string& id) const {
    const auto found = incidents_.find(id);
    return found == incidents_.end() ? nullptr : &found->second;
}

std::size_t delivery_book::waiting(const std::string& name) const {
    return static_cast<std::size_t>(std::ranges::count_if(incidents_, [&](const auto& entry) {
        const auto d = entry.second.to.find(name);
        return d != entry.second.to.end() && d->second.wants != wish::none;
    }));
}

}  // namespace hm::model::alerts
