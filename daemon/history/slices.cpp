#include "daemon/history/slices.hpp"

#include <fmt/format.h>

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

}  // namespace

void slice_writer::write(database& db, interned& ids, std::span<const slice> closed, std::int64_t today) {
    statement put{db,
                  "insert or replace into slice (begin, key, length, unhealthy, degraded, unknown, "
                  "maintenance, good, total, judged, missed, impaired) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
                  "?, ?)"};
    for (const slice& one : closed) {
        slice& run = runs_[one.key];
        run = continues(run, one) ? model::slo::merged(run, one) : one;
        put.bind(run.begin.time_since_epoch().count()).bind(ids.mentioned(db, run.key, "objective", today));
        put.bind(run.length.count());
        for (const model::duration d : {run.unhealthy, run.degraded, run.unknown, run.maintenance})
            put.bind(std::int64_t{d.count()});
        for (const std::int64_t n : {run.events.good, run.events.total, run.targets.judged,
                                     run.targets.missed, run.targets.impaired})
            put.bind(n);
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

bool drop_slices_before(database& db, std::int64_t horizon_ms) {
    statement drop{
        db,
        "delete from slice where (begin, key) in (select begin, key from slice where begin < ? order "
        "by begin limit 5000)"};
    drop.bind(horizon_ms / 1000).run();
    return db.changes() > 0;
}

}  // namespace hm::daemon
