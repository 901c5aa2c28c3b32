#include "daemon/history/interned.hpp"

namespace hm::daemon {

namespace {

constexpr std::int64_t never = -1;

}  // namespace

void interned::forget() {
    names_.clear();
    states_.clear();
}

// In another model a name may be of another kind: the newest holds.
std::int64_t interned::of(database& db, const past_subject& what, std::int64_t today) {
    const auto found = names_.find(what.name);
    if (found != names_.end() && found->second.seen == today) return found->second.id;
    statement put{db,
                  "insert into name (text, kind, region, seen) values (?, ?, ?, ?) on conflict (text) do "
                  "update set kind = excluded.kind, region = excluded.region, seen = excluded.seen "
                  "returning id"};
    put.bind(what.name).bind(what.kind).bind(what.region).bind(today).step();
    const std::int64_t id = put.integer();
    names_[what.name] = {id, today};
    return id;
}

std::int64_t interned::mentioned(database& db, const std::string& name, const char* kind,
                                 std::int64_t today) {
    if (const auto found = names_.find(name); found != names_.end()) return found->second.id;
    const auto has = id_of_name(db, name);
    const std::int64_t id = has ? *has : of(db, {name, kind, {}}, today);
    names_[name] = {id, never};  // whoever knows more of it is heard yet
    return id;
}

std::int64_t interned::of(database& db, const past_state& s) {
    const auto key = std::pair{s.name, s.kind};
    if (const auto found = states_.find(key); found != states_.end()) return found->second;
    statement put{db,
                  "insert into state (name, class) values (?, ?) on conflict (name, class) do update set "
                  "name = excluded.name returning id"};
    put.bind(s.name).bind(static_cast<std::int64_t>(s.kind)).step();
    return states_[key] = put.integer();
}

std::optional<std::int64_t> interned::of(database& db, const std::optional<past_state>& s) {
    return s ? std::optional{of(db, *s)} : std::nullopt;
}

std::optional<std::int64_t> id_of_name(database& db, std::string_view name) {
    statement find{db, "select id from name where text = ?"};
    find.bind(name);
    return find.step() ? std::optional{find.integer()} : std::nullopt;
}

past_subject subject_with(database& db, std::int64_t id) {
    statement find{db, "select text, kind, region from name where id = ?"};
    find.bind(id);
    past_subject s;
    if (!find.step()) return s;
    s.name = find.text();
    s.kind = find.text();
    s.region = find.text();
    return s;
}

std::map<std::int64_t, past_state> all_states(database& db) {
    std::map<std::int64_t, past_state> all;
    statement rows{db, "select id, name, class from state"};
    while (rows.step()) {
        const std::int64_t id = rows.integer();
        past_state s;
        s.name = rows.text();
        s.kind = static_cast<model::state>(rows.integer() & 3);
        all.emplace(id, std::move(s));
    }
    return all;
}

std::int64_t day_of(model::wall_time t) {
    return std::chrono::floor<std::chrono::days>(t).time_since_epoch().count();
}

}  // namespace hm::daemon
