#include "daemon/push_desk.hpp"

#include "daemon/secret.hpp"
#include "probes/wire/json_fields.hpp"

#include <fmt/format.h>
#include <boost/json/parse.hpp>

#include <algorithm>

namespace hm::daemon {

namespace json = boost::json;

namespace {

std::optional<std::size_t> place_of_value(const model::signal_spec& spec) {
    const auto& paths = spec.body_paths;
    const auto found = std::find(paths.begin(), paths.end(), std::vector<std::string>{"value"});
    return found == paths.end() ? std::nullopt
                                : std::optional{static_cast<std::size_t>(found - paths.begin())};
}

bool has_any(const std::vector<model::body_value>& fields) {
    return std::ranges::any_of(fields, [](const model::body_value& f) { return f.has_value(); });
}

}  // namespace

parsed_push parse_pushed(std::string body) {
    json::parse_options limits;
    limits.max_depth = probes::wire::max_json_depth;
    json::error_code ec;
    const json::value v = json::parse(body, ec, {}, limits);
    if (ec || !v.is_object()) return {{}, R"(expected a JSON object such as {"state": "healthy"})"};
    pushed_result r;
    if (const json::value* state = v.get_object().if_contains("state")) {
        if (state->is_string()) r.state = model::parse_state(std::string_view{state->get_string()});
        if (!r.state || !model::is_known(*r.state))
            return {{}, R"("state" is one of "healthy", "degraded", "unhealthy")"};
    }
    if (const json::value* detail = v.get_object().if_contains("detail")) {
        if (!detail->is_string()) return {{}, R"("detail" is a text)"};
        r.detail = model::printable(std::string_view{detail->get_string()});
    }
    r.body = std::move(body);
    return {std::move(r), {}};
}

push_desk::desk::desk(const probes::assignment& a)
    : id(a.id),
      stats(a.stats),
      tracker(a.spec),
      recent(probes::shard_options{}.recent, probes::shard_options{}.recent_failures),
      value_at(place_of_value(*a.spec)) {}

void push_desk::adopt(std::shared_ptr<generation> next) {
    const std::shared_ptr<generation> old = std::exchange(generation_, std::move(next));
    std::unordered_map<std::string, desk> before = std::exchange(signals_, {});
    for (const probes::assignment& a : generation_->pushed()) {
        auto found = before.find(a.name);
        if (found == before.end() || found->second.tracker.spec() != *a.spec) {
            signals_.emplace(a.name, desk{a});
            continue;
        }
        desk& stays = signals_.emplace(a.name, std::move(found->second)).first->second;
        generation_->board.carry_newest(a.id, old->board, std::exchange(stays.id, a.id));
        stays.stats = a.stats;
        if (stays.tracker.current().why != model::reason::pending)
            generation_->board.leave(stays.id, stays.tracker.current());
    }
}

bool push_desk::lets_in(const std::string& signal, std::string_view token) const {
    const auto& spec = signals_.at(signal).tracker.spec();
    return same_secret(token, std::get<model::push_spec>(spec.probe).token);
}

bool push_desk::needs_no_state(const std::string& signal) const {
    const desk& d = signals_.at(signal);
    return d.tracker.spec().degraded || d.tracker.spec().unhealthy || d.value_at;
}

void push_desk::take(const std::string& signal, const pushed_result& result, model::moment now) {
    desk& d = signals_.at(signal);
    model::observation seen;
    seen.at = now.wall;
    seen.detail = result.detail;
    seen.why = model::reason::ok;
    if (auto fields = probes::wire::json_fields(result.body, d.tracker.spec().body_paths))
        seen.body = std::move(*fields);
    if (result.state && (*result.state != model::state::healthy || !has_any(seen.body))) {
        seen.is_judged = true;
        seen.judged = *result.state;
        if (seen.judged != model::state::healthy) seen.why = model::reason::pushed;
    }
    if (d.value_at && *d.value_at < seen.body.size() && seen.body[*d.value_at])
        if (const double* number = std::get_if<double>(&*seen.body[*d.value_at]))
            generation_->board.note_number(d.id, *number);
    const model::signal_tracker::step step = d.tracker.add(seen, now.steady);
    d.recent.add(seen);
    d.stats->count(seen, now.wall);
    generation_->board.note_result(d.id, now.steady, model::is_known(seen.judged), seen.why);
    if (step.changed) generation_->board.leave(d.id, d.tracker.current());
    checks_.ran(signal, seen);
}

std::vector<model::observation> push_desk::recent(const std::string& signal) const {
    const auto found = signals_.find(signal);
    if (found == signals_.end()) return {};
    return found->second.recent.newest_first();
}

}  // namespace hm::daemon
