#include "config/maintenance.hpp"

#include "config/calendar.hpp"
#include "config/covered_parts.hpp"
#include "config/reader.hpp"
#include "config/zones.hpp"

#include <algorithm>

namespace hm::config {

namespace {

using model::day_rule;
using model::recurrence;
using model::time_span;
using model::time_zone;
using std::chrono::days;
using std::chrono::local_days;
using std::chrono::seconds;
using std::chrono::sys_seconds;

constexpr std::array<std::string_view, 1> keys_of_once{"to"};
constexpr std::array<std::string_view, 2> keys_of_recurring{"starting", "until"};

std::string read_reason(const node& n, report& out) {
    std::string reason = as_text(n, out).value_or("");
    if (n.what == node::kind::scalar && reason.empty())
        out.error(n.at, "a reason is missing here", "people will read it beside what is in maintenance");
    if (reason.size() > max_reason_bytes)
        out.error(n.at, fmt::format("a reason has at most {} bytes", max_reason_bytes));
    return reason;
}

std::optional<seconds> read_length(const node& n, report& out) {
    const auto length = as_duration(n, out, min_maintenance, model::max_maintenance);
    if (!length) return std::nullopt;
    const auto whole = std::chrono::floor<seconds>(*length);
    if (whole != *length) out.error(n.at, "a window lasts whole seconds");
    return whole;
}

std::vector<day_rule> read_days(const node& n, report& out) {
    const auto items = one_or_more(n);
    if (items.empty()) out.error(n.at, "a day is missing here", "write `every: day`, or [mon, thu]");
    if (items.size() > max_day_rules)
        out.error(n.at, fmt::format("more than {} rules for its days", max_day_rules));
    std::vector<day_rule> rules;
    for (const node& item : items)
        if (const auto rule = as_parsed(item, out, parse_day_rule)) rules.push_back(*rule);
    return rules;
}

// The most days that lie between two on which it begins; in four years all of them were there.
days longest_pause(const std::vector<day_rule>& rules) {
    using namespace std::chrono;
    constexpr local_days first{2024y / January / 1};
    constexpr local_days end{2028y / January / 1};
    days longest{0};
    local_days before = first;
    for (local_days date = first; date < end; date += days{1}) {
        if (std::none_of(rules.begin(), rules.end(), [&](const day_rule& r) { return falls_on(r, date); }))
            continue;
        longest = std::max(longest, date - before);
        before = date;
    }
    return longest;
}

bool never_ends(const recurrence& r) {
    return !r.days.empty() && r.lasts >= days{1} && r.lasts >= longest_pause(r.days);
}

recurrence read_recurrence(map_reader& keys, time_zone zone, report& out) {
    keys.refuse(keys_of_once, "belongs to a window that is there once", "one that recurs has `for:`");
    recurrence r;
    r.days = read_days(*keys.optional("every"), out);
    r.zone = std::move(zone);
    if (const node* from = keys.required("from"))
        r.from = as_parsed(*from, out, parse_time_of_day).value_or(r.from);
    const node* lasts = keys.required("for");
    if (lasts != nullptr) r.lasts = read_length(*lasts, out).value_or(r.lasts);
    if (const node* starting = keys.optional("starting")) r.starting = as_parsed(*starting, out, parse_date);
    const node* until = keys.optional("until");
    if (until != nullptr) r.until = as_parsed(*until, out, parse_date);

    if (r.starting && r.until && *r.until < *r.starting)
        out.error(until->at, "the last day is before the first");
    if (lasts != nullptr && never_ends(r))
        out.error(lasts->at, "it would be under way all the time: it begins anew before it ends",
                  "a long window that is there once has a date: `from: 2026-12-01T22:00`");
    return r;
}

sys_seconds instant(const date_time& t, const time_zone& zone) {
    return t.ahead ? sys_seconds{t.shown.time_since_epoch() - *t.ahead} : instant_of(t.shown, zone);
}

void check_span(const time_span& span, place at, report& out) {
    if (span.end <= span.begin)
        out.error(at, "it ends before it begins");
    else if (span.end - span.begin > model::max_maintenance)
        out.error(at, fmt::format("it lasts longer than {}", model::format_duration(model::max_maintenance)));
}

// The two times that a window which is there once may have: both by the zone's clocks, or both with an
// offset.
void check_clocks(const date_time& begin, const date_time& end, place at_end, const member* zone,
                  report& out) {
    if (begin.ahead.has_value() != end.ahead.has_value())
        out.error(at_end, "only one of \"from\" and \"to\" has an offset", "write both by the same clocks");
    else if (begin.ahead && zone != nullptr)
        out.error(zone->key_at, "a time with an offset is in no zone", "leave out the offset, or `zone:`");
}

time_span read_once(map_reader& keys, const member* zone_key, const time_zone& zone, place window,
                    report& out) {
    keys.refuse(keys_of_recurring, "belongs to a window that recurs", "such a one has `every:`");
    const node* from = keys.required("from");
    const node* to = keys.optional("to");
    const node* lasts = keys.optional("for");
    if (to == nullptr && lasts == nullptr)
        out.error(window, "nothing says when it ends", "add `for: 2h`, or `to: 2026-12-01T22:00`");
    if (to != nullptr && lasts != nullptr)
        out.error(lasts->at, "both \"for\" and \"to\" say when it ends", "leave out one of the two");
    if (from == nullptr) return {};
    if (parse_time_of_day(from->text)) {
        out.error(from->at, "a time without its date",
                  "a window that recurs has `every:`, such as `every: day`");
        return {};
    }
    const auto begin = as_parsed(*from, out, parse_date_time);
    const auto length = lasts == nullptr ? std::nullopt : read_length(*lasts, out);
    const auto end = to == nullptr ? begin : as_parsed(*to, out, parse_date_time);
    if (!begin || !end) return {};
    check_clocks(*begin, *end, to == nullptr ? from->at : to->at, zone_key, out);
    if (to == nullptr)
        return {instant(*begin, zone), instant(*begin, zone) + length.value_or(min_maintenance)};
    const time_span span{instant(*begin, zone), instant(*end, zone)};
    check_span(span, to->at, out);
    return span;
}

model::maintenance_window read_window(const member& m, const draft& d) {
    model::maintenance_window w;
    w.name = m.key;
    if (auto good = parse_name(m.key); !good) d.out.error(m.key_at, good.wrong.message, good.wrong.hint);
    if (!expect_map(m.value, d.out)) return w;
    map_reader keys{m.value, m.key_at, d.out};
    if (const node* covers = keys.required("covers")) w.covers = read_covered_parts(*covers, d);
    if (const node* reason = keys.required("reason")) w.reason = read_reason(*reason, d.out);
    const member* zone_key = keys.find("zone");
    const time_zone zone = read_zone(zone_key == nullptr ? nullptr : &zone_key->value, d);
    if (keys.find("every") != nullptr)
        w.when = read_recurrence(keys, zone, d.out);
    else
        w.when = read_once(keys, zone_key, zone, m.key_at, d.out);
    keys.finish();
    return w;
}

void warn_if_over(const model::maintenance_window& w, place at, const draft& d) {
    if (!d.around.now || current_or_next(w, std::chrono::floor<seconds>(*d.around.now))) return;
    d.out.warning(at, fmt::format("the window {} is not under way, and will not be again", quoted(w.name)),
                  "remove it, or give it another date");
}

}  // namespace

void read_maintenance(const member& section, draft& d) {
    if (!expect_map(section.value, d.out)) return;
    const auto& windows = section.value.members;
    if (windows.size() > max_windows)
        return d.out.error(section.key_at, fmt::format("more than {} maintenance windows", max_windows));
    expect_unique(section.value, "maintenance window", d.out);
    for (const member& m : windows) d.model.maintenance.push_back(read_window(m, d));
    if (d.out.has_errors()) return;  // what could not be read would seem to be over
    for (std::size_t i = 0; i < windows.size(); ++i)
        warn_if_over(d.model.maintenance[i], windows[i].key_at, d);
}

}  // namespace hm::config
