#include "daemon/history/queries.hpp"

#include "config/units.hpp"
#include "daemon/history/history_file.hpp"
#include "daemon/history/interned.hpp"
#include "daemon/history/tidy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <unordered_map>

namespace hm::daemon {

namespace {

constexpr std::int64_t greatest = std::numeric_limits<std::int64_t>::max();

// Of a row and, when it is to be told, of its names.
class row_reader {
public:
    explicit row_reader(database& db) : db_(db), states_(all_states(db)) {}

    static constexpr const char* columns =
        "at, number, node, was, became, was_score, score, reason, detail, blame";

    // Names come later, when the row is one that is told.
    transition read(statement& row, std::int64_t& node, std::string& blame) const {
        transition t;
        t.at = time_of(row.integer());
        t.number = row.integer();
        node = row.integer();
        t.before = state(row.integer_if_any());
        t.after = state(row.integer_if_any());
        t.score_before = score(row.integer_if_any());
        t.score_after = score(row.integer_if_any());
        t.reason = row.text();
        t.detail = row.text();
        blame = row.text();
        return t;
    }
    const past_subject& subject(std::int64_t id) {
        const auto found = subjects_.find(id);
        if (found != subjects_.end()) return found->second;
        return subjects_.emplace(id, subject_with(db_, id)).first->second;
    }
    std::vector<std::string> names(std::string_view ids) {
        std::vector<std::string> all;
        while (!ids.empty()) {
            const std::string_view id = ids.substr(0, ids.find(','));
            ids.remove_prefix(std::min(id.size() + 1, ids.size()));
            if (const auto n = config::parse_integer(id, 1, greatest)) all.push_back(subject(*n.value).name);
        }
        return all;
    }

private:
    std::optional<past_state> state(std::optional<std::int64_t> id) const {
        const auto found = id ? states_.find(*id) : states_.end();
        return found == states_.end() ? std::nullopt : std::optional{found->second};
    }
    static model::score score(std::optional<std::int64_t> n) {
        return n ? model::score{static_cast<int>(*n)} : model::score{};
    }

    database& db_;
    std::map<std::int64_t, past_state> states_;
    std::unordered_map<std::int64_t, past_subject> subjects_;
};

bool fits(const transition& t, const transition_filter& f) {
    if (f.region && t.what.region != *f.region) return false;
    if (f.kind && t.what.kind != *f.kind) return false;
    if (f.state && (!t.after || t.after->kind != *f.state)) return false;
    return f.scores || t.before != t.after;
}

void bind_range(statement& s, const history_range& when) {
    const history_cursor end = when.before.value_or(history_cursor{greatest, greatest});
    s.bind(number_of(when.from)).bind(number_of(when.to)).bind(end.at).bind(end.number);
}

// Takes rows that `read` finds fitting until the page is full; `read(row)` → optional<Row>, with its place.
template <class Row, class Read>
history_page<Row> page_of(statement& rows, std::size_t limit, Read&& read) {
    history_page<Row> page;
    history_cursor last;
    for (std::size_t looked_at = 0; rows.step(); ++looked_at) {
        if (page.rows.size() == limit || looked_at == max_rows_looked_at) {
            page.next = last;
            return page;
        }
        Row row;
        const bool fitting = read(row);
        last = {number_of(row.at), row.number};
        if (fitting) page.rows.push_back(std::move(row));
    }
    return page;
}

template <class Word>
std::optional<Word> word_of(std::string_view text, Word last) {
    for (int i = 0; i <= static_cast<int>(last); ++i)
        if (to_string(static_cast<Word>(i)) == text) return static_cast<Word>(i);
    return std::nullopt;
}

constexpr const char* verdict_columns =
    "at, number, region, flow, was, effective, computed, routing, source, weight_percent, score, "
    "total_failure, why, override, author";

verdict_change read_verdict(statement& row, row_reader& names) {
    using model::verdict;
    verdict_change v;
    v.at = time_of(row.integer());
    v.number = row.integer();
    v.region = names.subject(row.integer()).name;
    if (const std::int64_t flow = row.integer(); flow != 0) v.flow = names.subject(flow).name;
    v.before = word_of(row.text(), verdict::down);
    const auto effective = word_of(row.text(), verdict::down);
    told_verdict t;
    t.computed = word_of(row.text(), verdict::down).value_or(verdict::up);
    t.routing = word_of(row.text(), verdict::down).value_or(verdict::up);
    t.source = word_of(row.text(), model::verdict_source::drain).value_or(model::verdict_source::computed);
    t.weight_percent = static_cast<int>(row.integer());
    if (const auto score = row.integer_if_any()) t.value = model::score{static_cast<int>(*score)};
    t.total_failure = row.integer() != 0;
    v.why = row.text();
    v.override_id = row.text();
    v.author = row.text();
    if (!effective) return v;
    t.effective = *effective;
    v.after = t;
    return v;
}

// The last transition of a node at or before a moment.
class looker {
public:
    explicit looker(database& db, model::wall_time t)
        : db_(db),
          at_(number_of(t)),
          last_(db, fmt::format("select {} from transition where node = ? and at <= ? order by at desc, "
                                "number desc limit 1",
                                row_reader::columns)
                        .c_str()),
          base_(db,
                fmt::format("select {} from base where node = ? and at <= ?", row_reader::columns).c_str()),
          rows_(db) {}

    std::optional<transition> at(std::int64_t node, const past_subject& what) {
        for (statement* s : {&last_, &base_}) {
            s->reset();
            s->bind(node).bind(at_);
            if (!s->step()) continue;
            std::string blame;
            transition t = rows_.read(*s, node, blame);
            if (!t.after) return std::nullopt;
            t.what = what;
            t.blame = rows_.names(blame);
            return t;
        }
        return std::nullopt;
    }

private:
    database& db_;
    std::int64_t at_;
    statement last_, base_;
    row_reader rows_;
};

}  // namespace

std::string to_text(const history_cursor& c) {
    return fmt::format("{}-{}", c.at, c.number);
}

std::optional<history_cursor> parse_cursor(std::string_view text) {
    const auto dash = text.find('-');
    if (dash == std::string_view::npos) return std::nullopt;
    const auto at = config::parse_integer(text.substr(0, dash), 0, greatest);
    const auto number = config::parse_integer(text.substr(dash + 1), 0, greatest);
    if (!at || !number) return std::nullopt;
    return history_cursor{*at.value, *number.value};
}

history_page<transition> transitions(database& db, const history_range& when,
                                     const transition_filter& which) {
    std::optional<std::int64_t> node;
    if (which.node) {
        node = id_of_name(db, *which.node);
        if (!node) return {};
    }
    statement rows{db,
                   fmt::format("select {} from transition where at >= ? and at < ? and (at, number) < (?, "
                               "?) {} order by at desc, number desc",
                               row_reader::columns, node ? "and node = ?" : "")
                       .c_str()};
    bind_range(rows, when);
    if (node) rows.bind(*node);
    row_reader reader{db};
    return page_of<transition>(rows, when.limit, [&](transition& t) {
        std::int64_t id = 0;
        std::string blame;
        t = reader.read(rows, id, blame);
        t.what = reader.subject(id);
        if (!fits(t, which)) return false;
        t.blame = reader.names(blame);
        return true;
    });
}

history_page<verdict_change> verdicts(database& db, const history_range& when, const verdict_filter& which) {
    statement rows{db,
                   fmt::format("select {} from verdict where at >= ? and at < ? and (at, number) < (?, ?) "
                               "order by at desc, number desc",
                               verdict_columns)
                       .c_str()};
    bind_range(rows, when);
    row_reader reader{db};
    return page_of<verdict_change>(rows, when.limit, [&](verdict_change& v) {
        v = read_verdict(rows, reader);
        return (!which.region || v.region == *which.region) && (!which.flow || v.flow == *which.flow);
    });
}

std::vector<verdict_change> verdicts_at(database& db, model::wall_time t) {
    std::vector<verdict_change> all;
    statement rows{db,
                   fmt::format("select {} from verdict where (at, number) in (select (select w.at from "
                               "verdict w where w.region = p.region and w.flow = p.flow and w.at <= ?1 "
                               "order by w.at desc, w.number desc limit 1), (select w.number from verdict "
                               "w where w.region = p.region and w.flow = p.flow and w.at <= ?1 order by "
                               "w.at desc, w.number desc limit 1) from (select distinct region, flow from "
                               "verdict) p) order by region, flow",
                               verdict_columns)
                       .c_str()};
    rows.bind(number_of(t));
    row_reader reader{db};
    while (rows.step()) {
        verdict_change v = read_verdict(rows, reader);
        if (v.after) all.push_back(std::move(v));
    }
    return all;
}

past_page states_at(database& db, model::wall_time t, const past_filter& which) {
    past_page page;
    looker look{db, t};
    statement names{db, "select id, text, kind, region from name where id > ? order by id"};
    names.bind(which.after.value_or(0));
    std::int64_t last = 0;
    for (std::size_t looked_at = 0; names.step(); ++looked_at) {
        if (page.rows.size() == which.limit || looked_at == max_rows_looked_at) {
            page.next = last;
            return page;
        }
        last = names.integer();
        past_subject what;
        what.name = names.text();
        what.kind = names.text();
        what.region = names.text();
        if (which.region && what.region != *which.region) continue;
        if (which.kind ? what.kind != *which.kind : what.kind == "signal" && !which.signals) continue;
        if (auto found = look.at(last, what)) page.rows.push_back(std::move(*found));
    }
    return page;
}

std::optional<transition> state_at(database& db, model::wall_time t, std::string_view name) {
    const auto id = id_of_name(db, name);
    return id ? looker{db, t}.at(*id, subject_with(db, *id)) : std::nullopt;
}

std::vector<kept_span> spans(database& db, model::wall_time from, model::wall_time to) {
    std::vector<kept_span> all;
    statement rows{
        db, "select began, until from span where until >= ? and began < ? order by began desc limit ?"};
    rows.bind(number_of(from)).bind(number_of(to)).bind(static_cast<std::int64_t>(max_history_page));
    while (rows.step()) {
        const auto began = time_of(rows.integer());
        all.push_back({began, time_of(rows.integer())});
    }
    std::reverse(all.begin(), all.end());
    return all;
}

bool is_covered(database& db, model::wall_time t) {
    statement find{db, "select 1 from span where began <= ? and until >= ? limit 1"};
    find.bind(number_of(t)).bind(number_of(t - span_slack));
    return find.step();
}

std::optional<past_subject> subject_named(database& db, std::string_view name) {
    const auto id = id_of_name(db, name);
    return id ? std::optional{subject_with(db, *id)} : std::nullopt;
}

std::vector<verdict_change> history_file::last_verdicts() {
    return read([](database& db) { return verdicts_at(db, model::wall_time::max()); });
}

}  // namespace hm::daemon
