#include "daemon/store/migrations.hpp"

#include <fmt/format.h>

#include <array>

namespace hm::daemon {

namespace {

// Step n makes version n + 1 of version n. Never changed once released: a change is a further step.
constexpr std::array steps{
    R"(
create table override (
    id text primary key,
    kind text not null,
    region text not null, flow text not null, node text not null,
    reason text not null, author text not null, ticket text not null,
    since integer not null, until integer not null,
    rate_percent_per_minute integer,
    breaks_guard integer not null,
    ended integer, ended_how text not null, ended_by text not null, ended_reason text not null
) strict;
create index override_by_end on override (ended);
create table audit (
    number integer primary key autoincrement,
    at integer not null,
    who text not null, what text not null, override text not null, about text not null,
    reason text not null, ticket text not null, outcome text not null
) strict;
create table verdict (
    region text not null, flow text not null,
    record text not null,
    primary key (region, flow)
) strict, without rowid;
create table verdicts_at (only integer primary key check (only = 1), at integer not null) strict;
)"};

}  // namespace

int newest_version() {
    return static_cast<int>(steps.size());
}

void migrate(database& db) {
    const auto has = static_cast<int>(db.number("pragma user_version"));
    if (has > newest_version())
        throw sqlite_error{
            fmt::format("a newer version of the program wrote it (its tables have version {}, ours {})", has,
                        newest_version())};
    for (int version = has; version < newest_version(); ++version)
        db.transaction([&] {
            db.execute(steps[static_cast<std::size_t>(version)]);
            db.execute(fmt::format("pragma user_version = {}", version + 1).c_str());
        });
}

}  // namespace hm::daemon
