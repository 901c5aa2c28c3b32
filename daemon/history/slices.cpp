#include "daemon/history/slices.hpp"

#include "daemon/history/tidy.hpp"

#include <fmt/format.h>

#include <map>

namespace hm::daemon {

namespace {

using model::slo::slice;
using std::chrono::seconds;

bool is_plain(const slice& s) {
    const bool pure = s.healthy() == s.length || s.unknown == s.length;
    return pure && s.events == model::slo::event_counts{} && s.targets.missed == 0 && s.targets.impaired == 0;
}

bool continues(const slice& run, const slice& next) {
    return run.end() == next.begin && run.length + next.length <= longest_plain_run && is_plain(run) &&
           is_plain(next) && (run.unknown == run.length) == (next.unknown == next.length);
}

constexpr const char* columns =
    "length, unhealthy, degraded, unknown, maintenance, good, total, judged, missed, impaired";

constexpr const char* put_slice =
    "insert or replace into slice (begin, key, length, unhealthy, degraded, unknown, maintenance, good, "
    "total, judged, missed, impaired) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

void bind_slice(statement& put, const slice& s, std::int64_t key) {
    put.bind(s.begin.time_since_epoch().count()).bind(key).bind(std::int64_t{s.length.count()});
    for (const model::duration d : {s.unhealthy, s.degraded, s.unknown, s.maintenance})
        put.bind(std::int64_t{d.count()});
    for (const std::int64_t n :
         {s.events.good, s.events.total, s.targets.judged, s.targets.missed, s.targets.impaired})
        put.bind(n);
}

slice read(statement& row, std::int64_t begin) {
    slice s;
    s.begin = std::chrono::sys_seconds{seconds{begin}};
    s.length = seconds{row.integer()};
    for (model::duration* d : {&s.unhealthy, &s.degraded, &s.unknown, &s.maintenance})
        *d = model::duration{row.integer()};
    for (std::int64_t* n :
         {&s.events.good, &s.events.total, &s.targets.judged, &s.targets.missed, &s.targets.impaired})
        *n = row.integer();
    return s;
}

void merge_between(database& db, std::int64_t begin, std::int64_t end) {
    std::map<std::int64_t, slice> by_key;
    bool is_merged = true;
    statement rows{
        db,
        fmt::format("select begin, key, {} from slice where begin >= ? and begin < ? order by begin", columns)
            .c_str()};
    rows.bind(begin).bind(end);
    while (rows.step()) {
        const std::int64_t at = rows.integer();
        const std::int64_t key = rows.integer();
        const slice next = read(rows, at);
        const auto [first, is_first] = by_key.try_emplace(key, next);
        if (!is_first) first->second = model::slo::merged(first->second, next);
        is_merged = is_merged && is_first;
    }
    if (is_merged) return;
    statement{db, "delete from slice where begin >= ? and begin < ?"}.bind(begin).bind(end).run();
    statement put{db, put_slice};
    for (const auto& [key, whole] : by_key) {
        bind_slice(put, whole, key);
        put.run();
    }
}

}  // namespace

void slice_writer::write(database& db, interned& ids, std::span<const slice> closed, std::int64_t today) {
    statement put{db, put_slice};
    for (const slice& one : closed) {
        slice& run = runs_[one.key];
        run = continues(run, one) ? model::slo::merged(run, one) : one;
        bind_slice(put, run, ids.mentioned(db, run.key, "objective", today));
        put.run();
    }
}

std::vector<slice> slices_after(database& db, slice_place& after) {
    std::vector<slice> all;
    statement rows{db, fmt::format("select begin, key, text, {} from slice join name on name.id = slice.key "
                                   "where (begin, key) > (?, ?) order by begin, key limit ?",
                                   columns)
                           .c_str()};
    rows.bind(after.begin).bind(after.key).bind(static_cast<std::int64_t>(max_slices_at_once));
    while (rows.step()) {
        after.begin = rows.integer();
        after.key = rows.integer();
        std::string key = rows.text();
        all.push_back(read(rows, after.begin));
        all.back().key = std::move(key);
    }
    return all;
}

bool merge_slices(database& db, std::int64_t& from, std::int64_t horizon_ms) {
    constexpr std::int64_t hour = std::chrono::seconds{merged_slice}.count();
    constexpr int hours_at_once = 12;
    for (int i = 0; i < hours_at_once; ++i) {
        statement next{db, "select min(begin) from slice where begin >= ?"};
        next.bind(from);
        next.step();
        const auto oldest = next.integer_if_any();
        if (!oldest) return false;
        const std::int64_t begin = *oldest / hour * hour;
        if ((begin + hour) * 1000 > horizon_ms) return false;
        merge_between(db, begin, begin + hour);
        from = begin + hour;
    }
    return true;
}

std::int64_t count_slices(database& db) {
    return db.number("select count(*) from slice");
}

bool drop_slices_before(database& db, std::int64_t horizon_ms) {
    statement drop{
        db,
        "delete from slice where (begin, key) in (select begin, key from slice where begin < ? order "
        "by begin limit ?)"};
    drop.bind(horizon_ms / 1000).bind(max_tidy_rows).run();
    return db.changes() > 0;
}

}  // namespace hm::daemon
