// What can be asked of the history. All run on hm-history, between two batches, and are bounded: by rows that
// are told, and by rows that are looked at.
#pragma once

#include "daemon/history/records.hpp"
#include "daemon/store/sqlite.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hm::daemon {

inline constexpr std::size_t default_history_page = 100;
inline constexpr std::size_t max_history_page = 1000;
// A filter that nearly nothing fits does not read the whole file: the page ends here, with a cursor.
inline constexpr std::size_t max_rows_looked_at = 50'000;

// Where the next page begins. Its text is for clients to hand back, and means nothing to them.
struct history_cursor {
    std::int64_t at = 0, number = 0;

    friend bool operator==(const history_cursor&, const history_cursor&) = default;
};
std::string to_text(const history_cursor& c);
std::optional<history_cursor> parse_cursor(std::string_view text);

// from ≤ at < to, newest first.
struct history_range {
    model::wall_time from{}, to{};
    std::optional<history_cursor> before{};
    std::size_t limit = default_history_page;
};

template <class Row>
struct history_page {
    std::vector<Row> rows;
    std::optional<history_cursor> next;  // absent: that was all
};

struct transition_filter {
    std::optional<std::string> node;    // or signal
    std::optional<std::string> region;  // where it is
    std::optional<std::string> kind;    // "signal", "flow", …
    std::optional<model::state> state;  // what it became, by class
    bool scores = true;                 // changes of the score alone, too
};

history_page<transition> transitions(database& db, const history_range& when, const transition_filter& which);

// Absent: all regions; `flow` empty: regions' own verdicts; absent: flows' too.
struct verdict_filter {
    std::optional<std::string> region, flow;
};
history_page<verdict_change> verdicts(database& db, const history_range& when, const verdict_filter& which);
// The last change of each at or before `t`.
std::vector<verdict_change> verdicts_at(database& db, model::wall_time t);

// Nodes and signals as they were at a moment, by what the last transition at or before it says; those that
// were not in the model are left out. In the order of their numbers.
struct past_filter {
    std::optional<std::string> region, kind;
    bool signals = false;               // signals, too; by `kind` alone they are left out
    std::optional<std::int64_t> after;  // the last of the page before
    std::size_t limit = default_history_page;
};
struct past_page {
    std::vector<transition> rows;  // `at`: since when
    std::optional<std::int64_t> next;
};
past_page states_at(database& db, model::wall_time t, const past_filter& which);
std::optional<transition> state_at(database& db, model::wall_time t, std::string_view name);

// Of a signal, the whiles of one tier that begin in [from, to): where the tier has not got there yet, the
// finer one's. At most `max_latency_points`: the tier is the finest that keeps within that.
inline constexpr std::int64_t max_latency_points = 750;
struct latency_points {
    std::chrono::milliseconds length{};
    std::vector<signal_latency> points;  // those with runs, oldest first
};
latency_points latencies(database& db, std::string_view signal, model::wall_time from, model::wall_time to,
                         model::wall_time now);

// When history was kept, of what is in the range; oldest first, at most `max_history_page`, the newest.
std::vector<kept_span> spans(database& db, model::wall_time from, model::wall_time to);
// Of a span that still goes on, its end on the disk is so far behind.
inline constexpr std::chrono::seconds span_slack{2};
bool is_covered(database& db, model::wall_time t);
std::optional<past_subject> subject_named(database& db, std::string_view name);

}  // namespace hm::daemon
