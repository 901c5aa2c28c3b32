#include "daemon/alerts/incident_text.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace hm::daemon {

namespace json = boost::json;

namespace {

using namespace model::alerts;
using model::wall_time;

// One pass over the fields serves both ways, so that neither forgets one.
template <class Notice, class Field>
void each_field(Notice& n, Field&& field) {
    field("key", n.key);
    field("incident", n.incident);
    field("rule", n.rule);
    field("model", n.model);
    field("severity", n.level);
    field("sinks", n.sinks);
    field("node", n.node);
    field("kind", n.kind);
    field("region", n.region);
    field("state", n.state);
    field("summary", n.summary);
    field("reason", n.reason);
    field("blame", n.blame);
    field("owner", n.owner);
    field("runbook", n.runbook);
    field("link", n.link);
    field("labels", n.labels);
    field("since", n.since);
    field("started", n.started);
    field("told", n.told);
    field("ended", n.ended);
    field("ended_because", n.ended_because);
}

json::value written(const std::string& s) {
    return json::string_view{s};
}
json::value written(severity s) {
    return json::string_view{to_string(s)};
}
json::value written(wall_time t) {
    return t.time_since_epoch().count();
}
json::value written(const std::optional<wall_time>& t) {
    return t ? written(*t) : json::value(nullptr);
}
json::value written(const std::vector<std::string>& list) {
    return json::array(list.begin(), list.end());
}
json::value written(const std::map<std::string, std::string>& map) {
    json::object o;
    for (const auto& [name, value] : map) o[name] = value;
    return o;
}
json::value written(const delivery& d) {
    return json::object{{"knows", json::string_view{to_string(d.knows)}},
                        {"wants", json::string_view{to_string(d.wants)}}};
}

// Each throws when the text is another kind of value.
std::string text(const json::value& from) {
    return std::string{std::string_view{from.as_string()}};
}
template <class Value>
Value known(std::optional<Value> v) {
    if (!v) throw std::invalid_argument{"no such word"};
    return *v;
}
void read(const json::value& from, std::string& to) {
    to = text(from);
}
void read(const json::value& from, severity& to) {
    to = known(parse_severity(text(from)));
}
void read(const json::value& from, wall_time& to) {
    to = wall_time{std::chrono::milliseconds{from.to_number<std::int64_t>()}};
}
void read(const json::value& from, std::optional<wall_time>& to) {
    to.reset();
    if (!from.is_null()) read(from, to.emplace());
}
void read(const json::value& from, std::vector<std::string>& to) {
    to.clear();
    for (const json::value& v : from.as_array()) to.push_back(text(v));
}
void read(const json::value& from, std::map<std::string, std::string>& to) {
    to.clear();
    for (const auto& [name, value] : from.as_object()) to.emplace(name, text(value));
}
void read(const json::value& from, delivery& to) {
    to.knows = known(parse_knowledge(text(from.as_object().at("knows"))));
    to.wants = known(parse_wish(text(from.as_object().at("wants"))));
}

}  // namespace

std::string to_text(const incident& i) {
    json::object o;
    each_field(i.what, [&](const char* name, const auto& value) { o[name] = written(value); });
    json::object to;
    for (const auto& [name, d] : i.to) to[name] = written(d);
    o["to"] = std::move(to);
    return json::serialize(o);
}

std::optional<incident> parse_incident(std::string_view from) {
    try {
        const json::value parsed = json::parse(json::string_view{from});
        const json::object& o = parsed.as_object();
        incident i;
        each_field(i.what, [&](const char* name, auto& value) {
            if (const json::value* member = o.if_contains(name)) read(*member, value);
        });
        if (const json::value* to = o.if_contains("to"))
            for (const auto& [name, d] : to->as_object()) read(d, i.to[name]);
        if (i.what.key.empty() || i.what.incident.empty()) return std::nullopt;
        return i;
    } catch (const std::exception&) {
        return std::nullopt;
    }
}

}  // namespace hm::daemon
