#include "daemon/store/verdict_text.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <array>

namespace hm::daemon {

namespace json = boost::json;

namespace {

using model::verdict;
using model::verdict_source;
using model::wall_time;

constexpr std::array verdicts{verdict::up, verdict::degraded, verdict::down};
constexpr std::array sources{verdict_source::computed, verdict_source::ramp,     verdict_source::warming,
                             verdict_source::held,     verdict_source::guard,    verdict_source::panic,
                             verdict_source::freeze,   verdict_source::force_up, verdict_source::drain};

// One pass over the fields serves both ways, so that neither forgets one.
template <class Record, class Field>
void each_field(Record& v, Field&& field) {
    field("warm", v.warm);
    field("routing", v.routing);
    field("computed", v.computed);
    field("effective", v.effective);
    field("source", v.source);
    field("weight_percent", v.weight_percent);
    field("score", v.value);
    field("total_failure", v.total_failure);
    field("since", v.since);
    field("computed_since", v.computed_since);
    field("evidence_at", v.evidence_at);
    field("well_weight", v.well_weight);
    field("down", v.down);
    field("went_down", v.went_down);
    field("came_back", v.came_back);
    field("flaps", v.flaps);
    field("ramp_began", v.ramp_began);
    field("removed", v.removed);
    field("last_removal", v.last_removal);
    field("weight_before_drain", v.weight_before_drain);
    field("frozen_by", v.frozen_by);
    field("frozen", v.frozen);
    field("frozen_weight", v.frozen_weight);
}

json::value written(verdict v) {
    return json::string_view{to_string(v)};
}
json::value written(verdict_source s) {
    return json::string_view{to_string(s)};
}
json::value written(model::score s) {
    return s.known() ? json::value(s.value()) : json::value(nullptr);
}
json::value written(wall_time t) {
    return t.time_since_epoch().count();
}
json::value written(int n) {
    return n;
}
json::value written(bool b) {
    return b;
}
json::value written(const std::string& text) {
    return json::string_view{text};
}
template <class Value>
json::value written(const std::optional<Value>& v) {
    return v ? written(*v) : json::value(nullptr);
}

// Each throws when the text is another kind of value.
template <class Word, std::size_t N>
Word word(const json::value& from, const std::array<Word, N>& words) {
    const std::string_view text = from.as_string();
    for (const Word w : words)
        if (to_string(w) == text) return w;
    throw std::invalid_argument{"no such word"};
}
void read(const json::value& from, verdict& to) {
    to = word(from, verdicts);
}
void read(const json::value& from, verdict_source& to) {
    to = word(from, sources);
}
void read(const json::value& from, model::score& to) {
    to = from.is_null() ? model::score{} : model::score{from.to_number<int>()};
}
void read(const json::value& from, wall_time& to) {
    to = wall_time{std::chrono::milliseconds{from.to_number<std::int64_t>()}};
}
void read(const json::value& from, int& to) {
    to = from.to_number<int>();
}
void read(const json::value& from, bool& to) {
    to = from.as_bool();
}
void read(const json::value& from, std::string& to) {
    to = std::string_view{from.as_string()};
}
template <class Value>
void read(const json::value& from, std::optional<Value>& to) {
    to.reset();
    if (from.is_null()) return;
    read(from, to.emplace());
}

}  // namespace

std::string to_text(const model::remembered_verdict& v) {
    json::object o;
    each_field(v, [&](const char* name, const auto& value) { o[name] = written(value); });
    return json::serialize(o);
}

std::optional<model::remembered_verdict> parse_remembered(std::string_view text) {
    try {
        const json::value parsed = json::parse(json::string_view{text});
        const json::object& o = parsed.as_object();
        model::remembered_verdict v;
        each_field(v, [&](const char* name, auto& value) {
            if (const json::value* member = o.if_contains(name)) read(*member, value);
        });
        return v;
    } catch (const std::exception&) {
        return std::nullopt;
    }
}

}  // namespace hm::daemon
