#include "daemon/store/state_tables.hpp"

#include <array>

namespace hm::daemon {

namespace {

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

table_steps state_tables() {
    return steps;
}

}  // namespace hm::daemon
