#include "daemon/history/tables.hpp"

#include <array>

namespace hm::daemon {

namespace {

// Names and states are numbers everywhere else. Transitions lie in the order of time, and a second time in an
// index by node: so what a node was at a moment is one look. `base` has each node's last transition that is
// not kept any more. Digests lie in the order of time, because they are written so: by signal, each would
// touch a page of its own. Times are milliseconds since 1970; of slices, seconds, and their shares
// nanoseconds.
constexpr std::array steps{
    R"(
create table name (
    id integer primary key,
    text text not null unique, kind text not null, region text not null,
    seen integer not null
) strict;
create table state (
    id integer primary key,
    name text not null, class integer not null,
    unique (name, class)
) strict;
create table transition (
    at integer not null, number integer not null,
    node integer not null,
    was integer, became integer,
    was_score integer, score integer,
    reason text not null, detail text not null, blame text not null,
    primary key (at, number)
) strict, without rowid;
create index transition_of on transition (node, at, number);
create table base (
    node integer primary key,
    at integer not null, number integer not null,
    was integer, became integer,
    was_score integer, score integer,
    reason text not null, detail text not null, blame text not null
) strict;
create table verdict (
    at integer not null, number integer not null,
    region integer not null, flow integer not null,
    was text, effective text, computed text, routing text, source text,
    weight_percent integer, score integer, total_failure integer,
    why text not null, override text not null, author text not null,
    primary key (at, number)
) strict, without rowid;
create index verdict_of on verdict (region, flow, at, number);
create table digest (
    tier integer not null, at integer not null, signal integer not null,
    count integer not null, sum_us integer not null, min_us integer not null, max_us integer not null,
    buckets blob not null,
    primary key (tier, at, signal)
) strict, without rowid;
create table slice (
    begin integer not null, key integer not null, length integer not null,
    unhealthy integer not null, degraded integer not null, unknown integer not null, maintenance integer not null,
    good integer not null, total integer not null,
    judged integer not null, missed integer not null, impaired integer not null,
    primary key (begin, key)
) strict, without rowid;
create table merged (tier integer primary key, until integer not null, next_signal integer not null) strict;
create table counter (only integer primary key check (only = 1), number integer not null) strict;
create table span (began integer primary key, until integer not null) strict;
)"};

}  // namespace

table_steps history_tables() {
    return steps;
}

}  // namespace hm::daemon
