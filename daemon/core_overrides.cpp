// What core does for operators: overrides begin and end here, and their words go to whoever acts by them: the
// verdicts, the maintenance board, the evaluator.
#include "daemon/core.hpp"

#include "daemon/outputs/names.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace hm::daemon {

namespace {

using model::operator_override;
using model::override_kind;

audit_entry entry(const operator_override& o, model::moment now) {
    audit_entry e;
    e.at = now.wall;
    e.who = o.author;
    e.what = to_string(o.kind);
    e.overrides = o.id;
    e.about = subject_of(o);
    e.reason = o.reason;
    e.ticket = o.ticket;
    return e;
}

// A node as what maintenance covers: an instance, an entity wherever it runs, a region, all of it.
model::covered_part part_of(const model::graph& g, model::vertex_id node) {
    return {g.at(node).source, g.at(node).place};
}

std::shared_ptr<const model::maintenance_window> window_of(const operator_override& o,
                                                           model::covered_part what) {
    using std::chrono::seconds;
    // It is in force: should the clock go back behind its beginning it acts nevertheless, as all overrides
    // do.
    const model::time_span when{{}, std::chrono::ceil<seconds>(o.until)};
    return std::make_shared<const model::maintenance_window>(
        model::maintenance_window{o.id, o.reason, {what}, when});
}

void end(write_batch& batch, const operator_override& o, ending how) {
    batch.overrides.push_back({o, std::move(how)});
}

}  // namespace

override_outcome core::try_out(const operator_override& wanted) const {
    override_outcome o;
    const operator_override* same = overrides_.same_as(wanted);
    if (std::string unknown = unknown_subject(wanted); !unknown.empty()) {
        o.status = 404;
        o.detail = std::move(unknown);
    } else if (std::string against = verdicts_.objection_to(wanted); !against.empty()) {
        o.status = 409;
        o.detail = std::move(against);
        o.by_guard = true;
    } else if (same == nullptr && overrides_.full()) {
        o.status = 409;
        o.detail = fmt::format("{} overrides are in force already: undo some", model::max_overrides);
    }
    o.what = wanted;
    if (o.status == 200 && same != nullptr) o.replaced = same->id;
    o.told = published_verdicts_;
    return o;
}

override_outcome core::place(operator_override wanted, model::moment now) {
    override_outcome o = try_out(wanted);
    audit_entry trail = entry(wanted, now);
    if (o.status != 200) {
        trail.overrides.clear();  // there is none
        trail.outcome = "refused: " + o.detail;
        o.to_keep.audit.push_back(std::move(trail));
        return o;
    }
    trail.outcome = fmt::format("in force until {}", model::format_time(wanted.until));
    if (!o.replaced.empty()) {
        const operator_override before = *overrides_.remove(o.replaced);
        trail.outcome += ", in the place of " + before.id;
        end(o.to_keep, before, {now.wall, override_end::replaced, wanted.author, wanted.reason});
        transitions_.override_over(before, "replaced", wanted.author);
    }
    transitions_.override_begun(wanted);
    o.to_keep.overrides.push_back({wanted, {}});
    o.to_keep.audit.push_back(std::move(trail));
    overrides_.add(std::move(wanted));
    obey(now);
    o.told = published_verdicts_;
    return o;
}

std::string core::unknown_subject(const operator_override& wanted) const {
    if (!model::steers_traffic(wanted.kind)) {
        const model::vertex_id v = graph_->find(wanted.node);
        const bool is_node = v != model::vertex_id::none && graph_->at(v).kind != model::vertex_kind::signal;
        if (!is_node) return no_such_node(*graph_, wanted.node);
        // A roll-up of one signal over regions has a vertex, too; but maintenance covers whole entities.
        if (wanted.kind == override_kind::maintenance && wanted.node.find('/') != std::string::npos)
            return fmt::format(
                "{} is a signal, and a signal alone is never in maintenance: name what it belongs to",
                model::printable(wanted.node));
        return {};
    }
    return no_such_subject(*graph_, wanted.region, wanted.flow);
}

override_outcome core::undo(std::string_view id, std::string_view who, std::string_view reason,
                            model::moment now) {
    override_outcome o;
    const operator_override* found = overrides_.find(id);
    if (found == nullptr) {
        o.status = 404;
        o.detail = fmt::format("no override \"{}\" is in force; GET /api/v1/overrides lists those that are",
                               model::printable(id));
        return o;
    }
    o.what = *overrides_.remove(found->id);
    audit_entry trail = entry(o.what, now);
    trail.who = who;
    trail.what = "undo";
    trail.reason = reason;
    trail.outcome = fmt::format("the {} of {} is over", to_string(o.what.kind), o.what.author);
    o.to_keep.audit.push_back(std::move(trail));
    end(o.to_keep, o.what, {now.wall, override_end::undone, std::string{who}, std::string{reason}});
    transitions_.override_over(o.what, "undone", who);
    obey(now);
    o.told = published_verdicts_;
    return o;
}

void core::expire_overrides(model::moment now) {
    const std::vector<operator_override> over = overrides_.expire(now.wall);
    if (over.empty()) return;
    write_batch batch;
    for (const operator_override& o : over) {
        audit_entry trail = entry(o, now);
        trail.who.clear();
        trail.what = "expire";
        trail.outcome = fmt::format("the {} of {} is over", to_string(o.kind), o.author);
        batch.audit.push_back(std::move(trail));
        end(batch, o, {now.wall, override_end::expired, {}, {}});
        transitions_.override_over(o, "expired", {});
    }
    out_->keep(std::move(batch));
    obey(now);
}

// Of two that say the same of the same, the newer holds.
void core::recall_overrides(const recalled& before, model::moment now) {
    write_batch batch;
    for (const operator_override& o : before.overrides) {
        if (o.is_over(now.wall) || overrides_.find(o.id) != nullptr) continue;
        const operator_override* same = overrides_.same_as(o);
        const bool is_newest = same == nullptr || same->since <= o.since;
        const std::optional<operator_override> older =
            is_newest ? (same == nullptr ? std::nullopt : overrides_.remove(same->id)) : std::optional{o};
        if (older) end(batch, *older, {now.wall, override_end::replaced, {}, {}});
        if (is_newest) overrides_.add(o);
    }
    if (!batch.empty()) out_->keep(std::move(batch));
}

void core::recall_late(const recalled& before, model::moment now) {
    recall_overrides(before, now);
    obey(now);
}

// To all who act by them; from their next step on.
void core::take_words() {
    verdicts_.set_overrides(*overrides_.in_force());
    maintenance_.add_by_operators(maintenance_by_operators());
    acknowledge_by_operators();
}

// Nodes that a reload took away are passed over: should they come back, the word holds again.
std::vector<std::shared_ptr<const model::maintenance_window>> core::maintenance_by_operators() const {
    std::vector<std::shared_ptr<const model::maintenance_window>> windows;
    for (const operator_override& o : *overrides_.in_force()) {
        if (o.kind != override_kind::maintenance) continue;
        const model::vertex_id v = graph_->find(o.node);
        if (v != model::vertex_id::none) windows.push_back(window_of(o, part_of(*graph_, v)));
    }
    return windows;
}

void core::acknowledge_by_operators() {
    std::vector<model::vertex_id> now;
    for (const operator_override& o : *overrides_.in_force())
        if (o.kind == override_kind::acknowledge)
            if (const model::vertex_id v = graph_->find(o.node); v != model::vertex_id::none)
                now.push_back(v);
    for (const model::vertex_id v : acknowledged_) evaluator_.set_acknowledged(v, false);
    for (const model::vertex_id v : now) evaluator_.set_acknowledged(v, true);
    acknowledged_ = std::move(now);
}

// At once: whoever asked is told only after the pictures are out.
void core::obey(model::moment now) {
    notice_stall(now);
    take_words();
    maintain(now);
    evaluate(now);
    publish_rows(now);
}

write_batch core::last_words(model::moment now) const {
    write_batch batch;
    batch.verdicts = verdicts_.remember(now);
    return batch;
}

// The first change at once, so that a crash right after it does not take it back.
void core::keep_verdicts_if_due(model::moment now) {
    const auto since = now.steady - kept_;
    if (!(verdicts_to_keep_ && since >= timing_.keep_every) && since < timing_.renew_every) return;
    verdicts_to_keep_ = false;
    kept_ = now.steady;
    out_->keep(last_words(now));
}

}  // namespace hm::daemon
