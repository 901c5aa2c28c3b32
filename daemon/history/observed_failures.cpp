#include "daemon/history/observed_failures.hpp"

#include "daemon/history/interned.hpp"
#include "daemon/history/queries.hpp"
#include "model/health.hpp"
#include "model/reason.hpp"
#include "model/slo/own_parts.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace hm::daemon {

namespace {

using model::state;
using model::wall_time;
using model::slo::interval;

// Oldest first, within [from, to], none twice: after a clock was set back two may overlap.
std::vector<interval> kept_within(const std::vector<kept_span>& spans, wall_time from, wall_time to) {
    std::vector<interval> kept;
    for (const kept_span& s : spans) {
        const wall_time begin = std::max(s.began, kept.empty() ? from : kept.back().to);
        const wall_time end = std::min(s.until, to);
        if (begin < end) kept.push_back({begin, end});
    }
    return kept;
}

std::vector<interval> clipped(const std::vector<interval>& all, const std::vector<interval>& kept) {
    std::vector<interval> inside;
    for (auto a = all.begin(), k = kept.begin(); a != all.end() && k != kept.end();) {
        const interval both{std::max(a->from, k->from), std::min(a->to, k->to)};
        if (both.from < both.to) inside.push_back(both);
        if (a->to < k->to)
            ++a;
        else
            ++k;
    }
    return inside;
}

// Takes how signals stood, in the order of time.
class failure_recorder {
public:
    failure_recorder(std::shared_ptr<const model::graph> own_parts, wall_time from, wall_time to)
        : graph_(std::move(own_parts)),
          evaluator_(graph_),
          part_of_(graph_->size(), none),
          from_(from),
          to_(to) {
        for (std::size_t v = 0; v < graph_->size(); ++v) {
            const model::vertex_id id{static_cast<std::uint32_t>(v)};
            if (!is_own_part(*graph_, id)) continue;
            part_of_[v] = parts_.size();
            parts_.push_back({graph_->name(id), state::unknown, from, {}});
        }
    }

    // What was before the beginning counts from then on. `now` absent: it is in the model no more.
    void note(model::signal_id s, wall_time at, std::optional<state> now, std::string_view reason) {
        if (s == model::signal_id::none) return;
        at = std::max(at, from_);
        if (at > at_) settle();
        at_ = at;
        const bool ever_known = now && reason != to_string(model::reason::pending);
        evaluator_.set_leaf(s, {now.value_or(state::unknown), ever_known, false});
    }

    observed_failures finish(const std::vector<kept_span>& spans) {
        settle();
        const std::vector<interval> kept = kept_within(spans, from_, to_);
        observed_failures o{from_, to_, {}, {}, {}};
        for (const interval& s : kept) o.recorded += s.length();
        std::vector<model::slo::part_history> pasts;
        for (part& p : parts_) {
            become(p, state::healthy, to_);
            pasts.push_back({clipped(p.past.down, kept), clipped(p.past.unknown, kept)});
            o.parts.push_back(std::move(p.name));
        }
        o.found = model::slo::find_co_failures(pasts, o.recorded);
        return o;
    }

private:
    static constexpr std::size_t none = ~std::size_t{0};
    struct part {
        std::string name;
        state now;
        wall_time since;
        model::slo::part_history past;
    };

    // What was noted of one moment is looked at together.
    void settle() {
        for (const model::vertex_id id : evaluator_.evaluate())
            if (const std::size_t i = part_of_[model::index(id)]; i != none)
                become(parts_[i], evaluator_.at(id).health.now.kind(), at_);
    }

    static void become(part& p, state now, wall_time at) {
        if (now == p.now) return;
        if (p.since < at && p.now == state::unhealthy) p.past.down.push_back({p.since, at});
        if (p.since < at && p.now == state::unknown) p.past.unknown.push_back({p.since, at});
        p.now = now;
        p.since = at;
    }

    std::shared_ptr<const model::graph> graph_;
    model::evaluator evaluator_;
    std::vector<std::size_t> part_of_;  // by vertex
    std::vector<part> parts_;
    wall_time from_, to_, at_ = from_;
};

// After the newest `max_rows` there are none left.
wall_time begin_within(database& db, wall_time from, wall_time to, std::int64_t max_rows) {
    statement row{
        db,
        "select at from transition where at > ? and at <= ? order by at desc, number desc limit 1 offset ?"};
    row.bind(number_of(from)).bind(number_of(to)).bind(max_rows);
    return row.step() ? time_of(row.integer()) : from;
}

class signal_rows {
public:
    explicit signal_rows(database& db, const model::graph& g) : db_(db), states_(all_states(db)) {
        statement names{db, "select id, text from name where kind = 'signal'"};
        while (names.step()) {
            const std::int64_t id = names.integer();
            const model::signal_id s = g.find_signal(names.text());
            if (s != model::signal_id::none) signals_.emplace(id, s);
        }
    }

    void standing_at(wall_time t, failure_recorder& into) const {
        statement last{db_,
                       "select became, reason from transition where node = ? and at <= ? order by at desc, "
                       "number desc limit 1"};
        statement base{db_, "select became, reason from base where node = ? and at <= ?"};
        for (const auto& [id, signal] : signals_)
            for (statement* s : {&last, &base}) {
                s->reset();
                s->bind(id).bind(number_of(t));
                if (!s->step()) continue;
                const auto now = state_of(s->integer_if_any());
                into.note(signal, t, now, s->text());
                break;
            }
    }
    void changes(wall_time from, wall_time to, failure_recorder& into) const {
        statement rows{
            db_,
            "select at, node, became, reason from transition where at > ? and at <= ? order by at, number"};
        rows.bind(number_of(from)).bind(number_of(to));
        while (rows.step()) {
            const wall_time at = time_of(rows.integer());
            const auto signal = signals_.find(rows.integer());
            if (signal == signals_.end()) continue;
            const auto now = state_of(rows.integer_if_any());
            into.note(signal->second, at, now, rows.text());
        }
    }

private:
    std::optional<state> state_of(std::optional<std::int64_t> id) const {
        const auto found = id ? states_.find(*id) : states_.end();
        return found == states_.end() ? std::nullopt : std::optional{found->second.kind};
    }

    database& db_;
    std::map<std::int64_t, past_state> states_;
    std::unordered_map<std::int64_t, model::signal_id> signals_;
};

}  // namespace

observed_failures observe_failures(database& db, const std::shared_ptr<const model::graph>& own_parts,
                                   wall_time from, wall_time to, std::int64_t max_rows) {
    const wall_time begin = begin_within(db, from, to, max_rows);
    const signal_rows rows{db, *own_parts};
    failure_recorder recorder{own_parts, begin, to};
    rows.standing_at(begin, recorder);
    rows.changes(begin, to, recorder);
    return recorder.finish(spans(db, begin, to));
}

observed_failures observe_failures(const recorded_past& past,
                                   const std::shared_ptr<const model::graph>& own_parts) {
    failure_recorder recorder{own_parts, past.from, past.to};
    const auto note = [&](const transition& t) {
        const auto now = t.after ? std::optional{t.after->kind} : std::nullopt;
        recorder.note(own_parts->find_signal(t.what.name), t.at, now, t.reason);
    };
    for (const transition& t : past.at_start) note(t);
    for (const transition& t : past.changes) note(t);
    return recorder.finish(past.kept);
}

}  // namespace hm::daemon
