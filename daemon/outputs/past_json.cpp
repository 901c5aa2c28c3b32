#include "daemon/outputs/past_json.hpp"

#include "daemon/outputs/json_writer.hpp"

#include <cmath>

namespace hm::daemon {

namespace {

void write_if_any(json_writer& w, std::string_view key, std::string_view value) {
    if (!value.empty()) w.key(key).text(value);
}

void write_state(json_writer& w, std::string_view key, std::string_view class_key,
                 const std::optional<past_state>& s) {
    w.key(key);
    if (!s) return w.null();
    w.text(s->name);
    w.key(class_key).text(model::class_word(s->kind));
}

void write_subject(json_writer& w, const past_subject& s) {
    w.key("id").text(s.name);
    w.key("kind").text(s.kind);
    write_if_any(w, "region", s.region);
}

void write_grounds(json_writer& w, const transition& t) {
    write_if_any(w, "reason", t.reason);
    write_if_any(w, "detail", t.detail);
    if (t.blame.empty()) return;
    const auto list = w.key("blame").array();
    for (const std::string& leaf : t.blame) w.text(leaf);
}

void write_change(json_writer& w, const transition& t) {
    const auto o = w.object();
    w.key("at").time(t.at);
    write_subject(w, t.what);
    write_state(w, "state", "state_class", t.after);
    w.key("score").ratio(t.score_after);
    write_state(w, "state_before", "state_class_before", t.before);
    w.key("score_before").ratio(t.score_before);
    write_grounds(w, t);
}

void write_standing(json_writer& w, const transition& t) {
    const auto o = w.object();
    write_subject(w, t.what);
    write_state(w, "state", "state_class", t.after);
    w.key("score").ratio(t.score_after);
    w.key("since").time(t.at);
    write_grounds(w, t);
}

void write_told(json_writer& w, const verdict_change& v) {
    const auto o = w.object();
    w.key("at").time(v.at);
    w.key("region").text(v.region);
    write_if_any(w, "flow", v.flow);
    w.key("effective_before");
    v.before ? w.text(to_string(*v.before)) : w.null();
    w.key("verdict");
    if (!v.after) return w.null();
    {
        const auto told = w.object();
        w.key("effective").text(to_string(v.after->effective));
        w.key("computed").text(to_string(v.after->computed));
        w.key("routing").text(to_string(v.after->routing));
        w.key("source").text(to_string(v.after->source));
        w.key("weight_percent").integer(v.after->weight_percent);
        w.key("score").ratio(v.after->value);
        w.key("total_failure").boolean(v.after->total_failure);
    }
    write_if_any(w, "reason", v.why);
    write_if_any(w, "override", v.override_id);
    write_if_any(w, "author", v.author);
}

void write_kept(json_writer& w, const std::vector<kept_span>& kept) {
    const auto list = w.key("recorded").array();
    for (const kept_span& s : kept) {
        const auto o = w.object();
        w.key("from").time(s.began);
        w.key("until").time(s.until);
    }
}

void write_range(json_writer& w, const history_range& r) {
    w.key("from").time(r.from);
    w.key("to").time(r.to);
}

void write_next(json_writer& w, const std::optional<history_cursor>& next) {
    if (next) w.key("next").text(to_text(*next));
}

void write_changes(json_writer& w, const history_page<transition>& page) {
    const auto list = w.key("transitions").array();
    for (const transition& t : page.rows) write_change(w, t);
}

// To the microsecond.
double ms(double us) {
    return std::round(us) / 1000;
}

void write_latency(json_writer& w, const latency_points& latency) {
    w.key("latency_every_s")
        .integer(std::chrono::duration_cast<std::chrono::seconds>(latency.length).count());
    const auto list = w.key("latency").array();
    for (const signal_latency& p : latency.points) {
        const auto o = w.object();
        w.key("at").time(p.at);
        w.key("count").integer(static_cast<std::int64_t>(p.digest.count));
        w.key("mean_ms").number(ms(p.digest.mean_us()));
        w.key("min_ms").number(ms(static_cast<double>(p.digest.min_us)));
        w.key("max_ms").number(ms(static_cast<double>(p.digest.max_us)));
        w.key("p50_ms").number(ms(p.digest.quantile_us(0.5)));
        w.key("p95_ms").number(ms(p.digest.quantile_us(0.95)));
        w.key("p99_ms").number(ms(p.digest.quantile_us(0.99)));
    }
}

}  // namespace

std::string transitions_json(const history_range& asked, const history_page<transition>& found,
                             const std::vector<kept_span>& kept) {
    json_writer w;
    {
        const auto o = w.object();
        write_range(w, asked);
        write_changes(w, found);
        write_kept(w, kept);
        write_next(w, found.next);
    }
    return w.take();
}

std::string verdicts_json(const history_range& asked, const history_page<verdict_change>& found,
                          const std::vector<kept_span>& kept) {
    json_writer w;
    {
        const auto o = w.object();
        write_range(w, asked);
        {
            const auto list = w.key("verdicts").array();
            for (const verdict_change& v : found.rows) write_told(w, v);
        }
        write_kept(w, kept);
        write_next(w, found.next);
    }
    return w.take();
}

std::string past_of_one_json(const history_range& asked, const past_of_one& found) {
    json_writer w;
    {
        const auto o = w.object();
        write_subject(w, found.what);
        write_range(w, asked);
        w.key("at_from");
        found.at_start ? write_standing(w, *found.at_start) : w.null();
        write_changes(w, found.changes);
        if (found.latency) write_latency(w, *found.latency);
        write_kept(w, found.kept);
        write_next(w, found.changes.next);
    }
    return w.take();
}

std::string past_picture_json(model::wall_time time, const past_picture& found) {
    json_writer w;
    {
        const auto o = w.object();
        w.key("time").time(time);
        w.key("recorded").boolean(found.is_covered);
        {
            const auto list = w.key("nodes").array();
            for (const transition& t : found.nodes.rows) write_standing(w, t);
        }
        if (found.has_verdicts) {
            const auto list = w.key("verdicts").array();
            for (const verdict_change& v : found.verdicts) write_told(w, v);
        }
        if (found.nodes.next) w.key("next").text(std::to_string(*found.nodes.next));
    }
    return w.take();
}

std::string history_json(const history_health& health, const history_bounds& bounds,
                         const std::vector<kept_span>& kept) {
    json_writer w;
    {
        const auto o = w.object();
        w.key("usable").boolean(health.usable);
        write_if_any(w, "trouble", health.trouble);
        w.key("keep_s").integer(std::chrono::duration_cast<std::chrono::seconds>(bounds.keep).count());
        w.key("bytes").integer(health.bytes);
        w.key("max_bytes").integer(bounds.max_bytes);
        write_kept(w, kept);
    }
    return w.take();
}

}  // namespace hm::daemon
