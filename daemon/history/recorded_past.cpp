#include "daemon/history/recorded_past.hpp"

#include "daemon/history/queries.hpp"

#include <algorithm>

namespace hm::daemon {

namespace {

template <class Row, class Ask>
std::vector<Row> all_pages(history_range when, Ask&& ask) {
    std::vector<Row> all;
    when.limit = max_history_page;
    do {
        history_page<Row> page = ask(when);
        std::move(page.rows.begin(), page.rows.end(), std::back_inserter(all));
        if (all.size() > max_replayed_changes) throw sqlite_error{"too much happened: replay less at once"};
        when.before = page.next;
    } while (when.before);
    std::reverse(all.begin(), all.end());
    return all;
}

std::vector<transition> everybody_at(database& db, model::wall_time t) {
    std::vector<transition> all;
    past_filter which;
    which.signals = true;
    which.limit = max_history_page;
    do {
        past_page page = states_at(db, t, which);
        std::move(page.rows.begin(), page.rows.end(), std::back_inserter(all));
        which.after = page.next;
    } while (which.after);
    return all;
}

}  // namespace

// What happened at `from` itself is how things stood then.
recorded_past read_past(history_file& file, model::wall_time from, model::wall_time to) {
    return file.read([&](database& db) {
        recorded_past p{from, to, everybody_at(db, from), verdicts_at(db, from), {}, {}, spans(db, from, to)};
        const history_range when{from + std::chrono::milliseconds{1}, to + std::chrono::milliseconds{1}};
        transition_filter states_alone;
        states_alone.scores = false;
        p.changes = all_pages<transition>(
            when, [&](const history_range& r) { return transitions(db, r, states_alone); });
        p.verdict_changes =
            all_pages<verdict_change>(when, [&](const history_range& r) { return verdicts(db, r, {}); });
        return p;
    });
}

}  // namespace hm::daemon
