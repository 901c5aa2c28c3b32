#include "daemon/store/state_file.hpp"

#include "daemon/store/state_tables.hpp"
#include "daemon/store/verdict_text.hpp"

#include <fmt/format.h>

#include <limits>

namespace hm::daemon {

namespace {

using model::wall_time;

std::int64_t number_of(wall_time t) {
    return t.time_since_epoch().count();
}
wall_time time_of(std::int64_t n) {
    return wall_time{std::chrono::milliseconds{n}};
}

constexpr const char* override_columns =
    "id, kind, region, flow, node, reason, author, ticket, since, until, rate_percent_per_minute, "
    "breaks_guard, ended, ended_how, ended_by, ended_reason";

// Nothing when its words are not ours.
std::optional<override_record> read_override(statement& row) {
    override_record r;
    model::operator_override& o = r.what;
    o.id = row.text();
    const auto kind = model::parse_override_kind(row.text());
    o.region = row.text();
    o.flow = row.text();
    o.node = row.text();
    o.reason = row.text();
    o.author = row.text();
    o.ticket = row.text();
    o.since = time_of(row.integer());
    o.until = time_of(row.integer());
    if (const auto rate = row.integer_if_any()) o.rate_percent_per_minute = static_cast<int>(*rate);
    o.breaks.guard = row.integer() != 0;
    const auto ended = row.integer_if_any();
    const auto how = parse_override_end(row.text());
    const std::string by = row.text();
    const std::string reason = row.text();
    if (!kind) return std::nullopt;
    o.kind = *kind;
    if (ended) r.ended = ending{time_of(*ended), how.value_or(override_end::expired), by, reason};
    return r;
}

}  // namespace

state_file::state_file(std::string path, const char* vfs) : file_(std::move(path), state_tables(), vfs) {}

bool state_file::open(std::chrono::milliseconds patience) {
    const bool anew = file_.open(patience);
    if (anew) written_.clear();
    return anew;
}

recalled state_file::recall(wall_time now) {
    open();
    return file_.with([&](database& db) {
        recalled all;
        statement overrides{db, fmt::format("select {} from override where ended is null and until > ? "
                                            "order by since, id",
                                            override_columns)
                                    .c_str()};
        overrides.bind(number_of(now));
        while (overrides.step())
            if (auto r = read_override(overrides)) all.overrides.push_back(std::move(r->what));

        const wall_time at = time_of(db.number("select at from verdicts_at"));
        statement verdicts{db, "select region, flow, record from verdict order by region, flow"};
        while (verdicts.step()) {
            const std::string region = verdicts.text();
            const std::string flow = verdicts.text();
            auto v = parse_remembered(verdicts.text());
            if (!v) continue;
            v->region = region;
            v->flow = flow;
            v->at = at;
            all.verdicts.push_back(std::move(*v));
        }
        return all;
    });
}

void state_file::write(const write_batch& batch, wall_time now) {
    open();
    file_.write([&](database& db) {
        for (const override_record& r : batch.overrides) write(db, r);
        for (const audit_entry& e : batch.audit) write(db, e);
        if (batch.verdicts) write(db, *batch.verdicts, now);
        if (!batch.overrides.empty() || !batch.audit.empty()) tidy(db, now);
    });
    if (!batch.verdicts) return;
    written_.clear();
    for (const auto& v : *batch.verdicts) written_[{v.region, v.flow}] = to_text(v);
}

void state_file::write(database& db, const override_record& r) {
    const model::operator_override& o = r.what;
    statement put{db, fmt::format("insert or replace into override ({}) values "
                                  "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                                  override_columns)
                          .c_str()};
    put.bind(o.id).bind(to_string(o.kind)).bind(o.region).bind(o.flow).bind(o.node);
    put.bind(o.reason).bind(o.author).bind(o.ticket);
    put.bind(number_of(o.since)).bind(number_of(o.until));
    put.bind(o.rate_percent_per_minute ? std::optional<std::int64_t>{*o.rate_percent_per_minute}
                                       : std::nullopt);
    put.bind(std::int64_t{o.breaks.guard});
    put.bind(r.ended ? std::optional{number_of(r.ended->at)} : std::nullopt);
    put.bind(r.ended ? to_string(r.ended->how) : std::string_view{});
    put.bind(r.ended ? std::string_view{r.ended->by} : std::string_view{});
    put.bind(r.ended ? std::string_view{r.ended->reason} : std::string_view{});
    put.run();
}

void state_file::write(database& db, const audit_entry& e) {
    statement put{db,
                  "insert into audit (at, who, what, override, about, reason, ticket, outcome) values "
                  "(?, ?, ?, ?, ?, ?, ?, ?)"};
    put.bind(number_of(e.at)).bind(e.who).bind(e.what).bind(e.overrides);
    put.bind(e.about).bind(e.reason).bind(e.ticket).bind(e.outcome).run();
}

void state_file::write(database& db, const std::vector<model::remembered_verdict>& all, wall_time now) {
    verdict_texts gone = written_;
    // Of a file that we have just opened, we do not know what is in it.
    if (written_.empty()) db.execute("delete from verdict");
    statement put{db, "insert or replace into verdict (region, flow, record) values (?, ?, ?)"};
    for (const auto& v : all) {
        const std::string text = to_text(v);
        const auto was = gone.extract({v.region, v.flow});
        if (!was.empty() && was.mapped() == text) continue;
        put.bind(v.region).bind(v.flow).bind(text).run();
    }
    statement drop{db, "delete from verdict where region = ? and flow = ?"};
    for (const auto& [name, text] : gone) drop.bind(name.first).bind(name.second).run();
    statement{db, "insert or replace into verdicts_at (only, at) values (1, ?)"}
        .bind(number_of(all.empty() ? now : all.front().at))
        .run();
}

// What came to its end while no daemon ran, has ended; what is older than we keep is forgotten.
void state_file::tidy(database& db, wall_time now) {
    statement{db,
              "update override set ended = until, ended_how = 'expired' where ended is null and until <= ?"}
        .bind(number_of(now))
        .run();
    statement audit{db, "delete from audit where number <= (select max(number) from audit) - ?"};
    audit.bind(max_audit_entries).run();
    statement past{db,
                   "delete from override where ended is not null and id in "
                   "(select id from override where ended is not null order by ended desc "
                   "limit -1 offset ?)"};
    past.bind(max_past_overrides).run();
}

std::vector<override_record> state_file::overrides(std::size_t limit) {
    open();
    return file_.with([&](database& db) {
        std::vector<override_record> all;
        statement rows{
            db, fmt::format("select {} from override order by since desc, id desc limit ?", override_columns)
                    .c_str()};
        rows.bind(static_cast<std::int64_t>(limit));
        while (rows.step())
            if (auto r = read_override(rows)) all.push_back(std::move(*r));
        return all;
    });
}

std::vector<audit_entry> state_file::audit(std::size_t limit, std::optional<std::int64_t> before) {
    open();
    return file_.with([&](database& db) {
        std::vector<audit_entry> all;
        statement rows{db,
                       "select number, at, who, what, override, about, reason, ticket, outcome from audit "
                       "where number < ? order by number desc limit ?"};
        rows.bind(before.value_or(std::numeric_limits<std::int64_t>::max()))
            .bind(static_cast<std::int64_t>(limit));
        while (rows.step()) {
            audit_entry e;
            e.number = rows.integer();
            e.at = time_of(rows.integer());
            e.who = rows.text();
            e.what = rows.text();
            e.overrides = rows.text();
            e.about = rows.text();
            e.reason = rows.text();
            e.ticket = rows.text();
            e.outcome = rows.text();
            all.push_back(std::move(e));
        }
        return all;
    });
}

}  // namespace hm::daemon
