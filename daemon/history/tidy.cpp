#include "daemon/history/tidy.hpp"

#include "daemon/history/bucket_text.hpp"
#include "daemon/history/history_file.hpp"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

namespace hm::daemon {

namespace {

std::int64_t length_of(std::size_t tier) {
    return latency_tiers[tier].length.count();
}

struct merging {
    std::int64_t until = 0;        // the tier has all before this
    std::int64_t next_signal = 0;  // and of the while after that, all signals before this
};

merging progress_of(database& db, std::size_t tier) {
    statement find{db, "select until, next_signal from merged where tier = ?"};
    find.bind(static_cast<std::int64_t>(tier));
    merging m;
    if (!find.step()) return m;
    m.until = find.integer();
    m.next_signal = find.integer();
    return m;
}

void note_progress(database& db, std::size_t tier, merging m) {
    statement{db, "insert or replace into merged (tier, until, next_signal) values (?, ?, ?)"}
        .bind(static_cast<std::int64_t>(tier))
        .bind(m.until)
        .bind(m.next_signal)
        .run();
}

std::int64_t first_digest(database& db, std::size_t tier, std::int64_t from, std::int64_t otherwise) {
    statement find{db, "select at from digest where tier = ? and at >= ? order by at limit 1"};
    find.bind(static_cast<std::int64_t>(tier)).bind(from);
    return find.step() ? find.integer() : otherwise;
}

// Of the signals with these numbers, of all whiles of the tier below that lie in one of `tier`.
void merge_signals(database& db, std::size_t tier, std::int64_t begin, std::int64_t from, std::int64_t to) {
    std::map<std::int64_t, model::latency_digest> merged;
    statement rows{
        db,
        "select signal, count, sum_us, min_us, max_us, buckets from digest where tier = ? and at = ? "
        "and signal >= ? and signal < ?"};
    for (std::int64_t at = begin; at < begin + length_of(tier); at += length_of(tier - 1)) {
        rows.reset();
        rows.bind(static_cast<std::int64_t>(tier) - 1).bind(at).bind(from).bind(to);
        while (rows.step()) {
            const std::int64_t signal = rows.integer();
            merged[signal].merge(read_digest(rows));
        }
    }
    for (const auto& [signal, d] : merged) write_digest(db, tier, begin, signal, d);
}

bool merge_into(database& db, std::size_t tier, std::int64_t now) {
    const std::int64_t length = length_of(tier);
    const std::int64_t late = std::chrono::milliseconds{late_digests}.count();
    merging m = progress_of(db, tier);
    // A clock that ran ahead was set back: else nothing until then would be merged, and its minutes would go
    // all the same.
    const std::int64_t newest = (now - late) / length * length;
    if (m.until > newest) note_progress(db, tier, m = {newest, 0});
    const std::int64_t begin = first_digest(db, tier - 1, m.until, now) / length * length;
    if (begin + length + late > now) return false;
    if (begin != m.until) m = {begin, 0};
    merge_signals(db, tier, begin, m.next_signal, m.next_signal + max_tidy_rows);
    m.next_signal += max_tidy_rows;
    if (m.next_signal > db.number("select max(id) from name")) m = {begin + length, 0};
    note_progress(db, tier, m);
    return true;
}

// All signals of the oldest while before `horizon`.
bool drop_one_while(database& db, std::size_t tier, std::int64_t horizon) {
    const std::int64_t oldest = first_digest(db, tier, 0, horizon);
    if (oldest >= horizon) return false;
    statement{db, "delete from digest where tier = ? and at = ?"}
        .bind(static_cast<std::int64_t>(tier))
        .bind(oldest)
        .run();
    return true;
}

struct old_row {
    std::int64_t at, number, node;
    bool is_gone;
};

std::vector<old_row> oldest_transitions(database& db, std::int64_t horizon) {
    std::vector<old_row> all;
    statement rows{db,
                   "select at, number, node, became is null from transition where at < ? order by at, number "
                   "limit ?"};
    rows.bind(horizon).bind(max_tidy_rows);
    while (rows.step()) {
        old_row r{};
        r.at = rows.integer();
        r.number = rows.integer();
        r.node = rows.integer();
        r.is_gone = rows.integer() != 0;
        all.push_back(r);
    }
    return all;
}

}  // namespace

model::latency_digest read_digest(statement& row) {
    model::latency_digest d;
    d.count = static_cast<std::uint64_t>(row.integer());
    d.sum_us = static_cast<std::uint64_t>(row.integer());
    d.min_us = static_cast<std::uint64_t>(row.integer());
    d.max_us = static_cast<std::uint64_t>(row.integer());
    d.buckets = buckets_of(row.text());
    return d;
}

void write_digest(database& db, std::size_t tier, std::int64_t at, std::int64_t signal,
                  const model::latency_digest& d) {
    statement put{db,
                  "insert or replace into digest (tier, at, signal, count, sum_us, min_us, max_us, buckets) "
                  "values (?, ?, ?, ?, ?, ?, ?, ?)"};
    put.bind(static_cast<std::int64_t>(tier)).bind(at).bind(signal);
    put.bind(static_cast<std::int64_t>(d.count)).bind(static_cast<std::int64_t>(d.sum_us));
    put.bind(static_cast<std::int64_t>(d.min_us)).bind(static_cast<std::int64_t>(d.max_us));
    put.bind_blob(to_bytes(d.buckets)).run();
}

bool merge_latencies(database& db, std::int64_t now) {
    for (std::size_t tier = 1; tier < latency_tiers.size(); ++tier)
        if (merge_into(db, tier, now)) return true;
    return false;
}

bool drop_merged_latencies(database& db, std::int64_t now) {
    for (std::size_t tier = 0; tier + 1 < latency_tiers.size(); ++tier) {
        const std::int64_t horizon =
            std::min(now - latency_tiers[tier].keep.count(), progress_of(db, tier + 1).until);
        if (drop_one_while(db, tier, horizon)) return true;
    }
    return false;
}

bool drop_latencies_before(database& db, std::int64_t horizon) {
    bool dropped = false;
    for (std::size_t tier = 0; tier < latency_tiers.size(); ++tier)
        dropped = drop_one_while(db, tier, horizon) || dropped;
    return dropped;
}

// Oldest first: so `base` always has what a node was last among those that went.
bool drop_transitions_before(database& db, std::int64_t horizon) {
    const auto old = oldest_transitions(db, horizon);
    statement keep{db,
                   "insert or replace into base select node, at, number, was, became, was_score, score, "
                   "reason, detail, blame from transition where at = ? and number = ?"};
    statement forget{db, "delete from base where node = ?"};
    statement drop{db, "delete from transition where at = ? and number = ?"};
    for (const old_row& r : old) {
        if (r.is_gone)
            forget.bind(r.node).run();
        else
            keep.bind(r.at).bind(r.number).run();
        drop.bind(r.at).bind(r.number).run();
    }
    return !old.empty();
}

// The last one of each stays, as long as there is none after it that is as old.
bool drop_verdicts_before(database& db, std::int64_t horizon) {
    statement drop{db,
                   "delete from verdict where at < ?1 and (at, number) in (select at, number from verdict v "
                   "where at < ?1 and exists (select 1 from verdict w where w.region = v.region and w.flow = "
                   "v.flow and (w.at, w.number) > (v.at, v.number) and w.at < ?1) limit 1000)"};
    drop.bind(horizon).run();
    return db.changes() > 0;
}

void drop_spans_before(database& db, std::int64_t horizon) {
    statement{db, "delete from span where until < ?"}.bind(horizon).run();
    statement{db, "update span set began = ? where began < ?"}.bind(horizon).bind(horizon).run();
}

std::int64_t drop_names_unused_since(database& db, std::int64_t day, std::int64_t after, bool& dropped) {
    std::vector<std::int64_t> looked_at;
    statement rows{db, "select id from name where id > ? order by id limit ?"};
    rows.bind(after).bind(max_tidy_rows);
    while (rows.step()) looked_at.push_back(rows.integer());
    statement drop{db,
                   "delete from name where id = ?1 and seen < ?2 "
                   "and not exists (select 1 from transition where node = ?1) "
                   "and not exists (select 1 from base where node = ?1) "
                   "and not exists (select 1 from verdict where region = ?1) "
                   "and not exists (select 1 from verdict where flow = ?1) and kind <> 'objective'"};
    for (const std::int64_t id : looked_at) {
        drop.bind(id).bind(day).run();
        dropped = dropped || db.changes() > 0;
    }
    return looked_at.size() < static_cast<std::size_t>(max_tidy_rows) ? 0 : looked_at.back();
}

std::int64_t oldest_row(database& db, std::int64_t otherwise) {
    std::int64_t oldest = otherwise;
    for (const char* find : {"select at from transition order by at limit 1",
                             "select at from digest where tier = 0 order by at limit 1",
                             "select at from digest where tier = 1 order by at limit 1",
                             "select at from digest where tier = 2 order by at limit 1"}) {
        statement s{db, find};
        if (s.step()) oldest = std::min(oldest, s.integer());
    }
    return oldest;
}

}  // namespace hm::daemon
