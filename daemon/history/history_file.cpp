#include "daemon/history/history_file.hpp"

#include "daemon/history/bucket_text.hpp"
#include "daemon/history/tables.hpp"
#include "daemon/history/tidy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace hm::daemon {

namespace {

std::optional<std::int64_t> number_of(model::score s) {
    return s.known() ? std::optional<std::int64_t>{s.value()} : std::nullopt;
}

std::string joined(const std::vector<std::int64_t>& ids) {
    return fmt::format("{}", fmt::join(ids, ","));
}

// A minute's digest is written twice when the daemon was started anew within it.
model::latency_digest with_earlier(database& db, std::int64_t at, std::int64_t signal,
                                   model::latency_digest d) {
    statement find{db,
                   "select count, sum_us, min_us, max_us, buckets from digest where tier = 0 and at = ? and "
                   "signal = ?"};
    find.bind(at).bind(signal);
    if (find.step()) d.merge(read_digest(find));
    return d;
}

}  // namespace

std::int64_t number_of(model::wall_time t) {
    return t.time_since_epoch().count();
}

model::wall_time time_of(std::int64_t ms) {
    return model::wall_time{std::chrono::milliseconds{ms}};
}

history_file::history_file(std::string path, const char* vfs)
    : file_(std::move(path), history_tables(), vfs, checked_up_to) {}

bool history_file::open(std::chrono::milliseconds patience) {
    if (!file_.open(patience)) return false;
    ++openings_;
    ids_.forget();
    slices_.forget();
    span_.reset();
    cut_ = 0;
    file_.with([&](database& db) {
        // After a large batch the log is cut to this again.
        db.execute("pragma journal_size_limit = 16777216");
        note_end(db);
    });
    return true;
}

void history_file::note_end(database& db) {
    until_ = db.number("select max(until) from span");
    for (const char* last : {"select at from transition order by at desc limit 1",
                             "select at from verdict order by at desc limit 1"})
        until_ = std::max(until_, db.number(last));
    number_ = db.number("select number from counter");
}

void history_file::write(const history_batch& batch) {
    open();
    if (std::exchange(unsure_, std::nullopt) == number_) return;
    unsure_ = number_ + static_cast<std::int64_t>(batch.transitions.size() + batch.verdicts.size()) + 1;
    const std::int64_t slack = std::chrono::milliseconds{clock_slack}.count();
    file_.write([&](database& db) {
        if (batch.from && until_ - number_of(*batch.from) > slack) set_clock_back(db, number_of(*batch.from));
        const std::int64_t today = day_of(time_of(std::max(until_, batch.from ? number_of(*batch.from) : 0)));
        write(db, batch.transitions, today);
        write(db, batch.verdicts, today);
        write(db, batch.latencies, today);
        slices_.write(db, ids_, batch.slices, today);
        write_span(db, batch);
        statement{db, "insert or replace into counter (only, number) values (1, ?)"}.bind(++number_).run();
    });
    unsure_.reset();
}

std::int64_t history_file::note(model::wall_time t) {
    until_ = std::max(until_, number_of(t));
    return number_of(t);
}

void history_file::set_clock_back(database& db, std::int64_t to) {
    for (const char* what :
         {"update transition set at = ? where at > ?", "update verdict set at = ? where at > ?",
          "update base set at = ? where at > ?", "update span set until = ? where until > ?"})
        statement{db, what}.bind(to).bind(to).run();
    for (const char* what : {"delete from span where began > ?", "delete from digest where at > ?"})
        statement{db, what}.bind(to).run();
    span_.reset();
    until_ = to;
}

void history_file::write(database& db, const std::vector<transition>& all, std::int64_t today) {
    statement put{db,
                  "insert into transition (at, number, node, was, became, was_score, score, reason, detail, "
                  "blame) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"};
    for (const transition& t : all) {
        std::vector<std::int64_t> blame;
        for (const std::string& name : t.blame) blame.push_back(ids_.mentioned(db, name, "signal", today));
        const std::int64_t node = ids_.of(db, t.what, today);
        put.bind(note(t.at)).bind(++number_).bind(node);
        put.bind(ids_.of(db, t.before)).bind(ids_.of(db, t.after));
        put.bind(number_of(t.score_before)).bind(number_of(t.score_after));
        put.bind(t.reason).bind(t.detail).bind(joined(blame)).run();
    }
}

void history_file::write(database& db, const std::vector<verdict_change>& all, std::int64_t today) {
    statement put{db,
                  "insert into verdict (at, number, region, flow, was, effective, computed, routing, source, "
                  "weight_percent, score, total_failure, why, override, author) values "
                  "(?, ?, ?, ?, nullif(?, ''), nullif(?, ''), nullif(?, ''), nullif(?, ''), nullif(?, ''), "
                  "?, ?, ?, ?, ?, ?)"};
    const auto word = [](const auto& v) { return v ? to_string(*v) : std::string_view{}; };
    for (const verdict_change& v : all) {
        const told_verdict t = v.after.value_or(told_verdict{});
        const bool there = v.after.has_value();
        const auto if_there = [&](std::int64_t n) {
            return there ? std::optional{n} : std::optional<std::int64_t>{};
        };
        put.bind(note(v.at)).bind(++number_).bind(ids_.mentioned(db, v.region, "region", today));
        put.bind(v.flow.empty() ? 0 : ids_.mentioned(db, v.flow, "flow", today));
        put.bind(word(v.before));
        for (const std::string_view text :
             {to_string(t.effective), to_string(t.computed), to_string(t.routing), to_string(t.source)})
            put.bind(there ? text : std::string_view{});
        put.bind(if_there(t.weight_percent)).bind(number_of(t.value)).bind(if_there(t.total_failure));
        put.bind(v.why).bind(v.override_id).bind(v.author).run();
    }
}

void history_file::write(database& db, const std::vector<signal_latency>& all, std::int64_t today) {
    for (const signal_latency& l : all) {
        const std::int64_t signal = ids_.of(db, l.signal, today);
        const std::int64_t at = number_of(l.at);
        write_digest(db, 0, at, signal, with_earlier(db, at, signal, l.digest));
    }
}

// One row for all the time that this process looks without a gap.
void history_file::write_span(database& db, const history_batch& batch) {
    if (!batch.until) return;
    const std::int64_t before = db.number("select max(until) from span");
    const std::int64_t until = std::max(note(*batch.until), before);
    if (batch.after_gap || !span_) {
        span_ = std::clamp(number_of(batch.from.value_or(*batch.until)), before, until);
        statement{db, "insert or ignore into span (began, until) values (?, ?)"}
            .bind(*span_)
            .bind(until)
            .run();
    }
    statement{db, "update span set until = ? where began = ?"}.bind(until).bind(*span_).run();
}

std::vector<last_record> history_file::last_states() {
    return read([](database& db) {
        std::vector<last_record> all;
        const auto states = all_states(db);
        statement names{db, "select id, text, kind, region from name"};
        statement last{
            db,
            "select became, score, at from transition where node = ? order by at desc, number desc "
            "limit 1"};
        statement base{db, "select became, score, at from base where node = ?"};
        const auto look = [&](statement& s, std::int64_t id, last_record& into) {
            s.reset();
            s.bind(id);
            if (!s.step()) return false;
            const auto state = states.find(s.integer_if_any().value_or(0));
            const auto score = s.integer_if_any();
            into.at = time_of(s.integer());
            if (state == states.end()) return true;  // taken out of the model
            into.state = state->second;
            if (score) into.points = model::score{static_cast<int>(*score)};
            return true;
        };
        while (names.step()) {
            const std::int64_t id = names.integer();
            last_record r;
            r.what.name = names.text();
            r.what.kind = names.text();
            r.what.region = names.text();
            if (!look(last, id, r)) look(base, id, r);
            if (!r.state.name.empty()) all.push_back(std::move(r));
        }
        return all;
    });
}

std::int64_t history_file::bytes() {
    return read([](database& db) {
        return (db.number("pragma page_count") - db.number("pragma freelist_count")) *
               db.number("pragma page_size");
    });
}

}  // namespace hm::daemon
