#include "daemon/transitions.hpp"

#include "daemon/log.hpp"
#include "daemon/store/records.hpp"
#include "model/explain.hpp"

#include <fmt/format.h>

namespace hm::daemon {

namespace {

std::string text(std::string_view s) {
    return std::string{s};
}

std::string seconds(model::duration d) {
    return fmt::format("{:.1f}", std::chrono::duration<double>(d).count());
}

}  // namespace

transition_log::transition_log(std::shared_ptr<const model::graph> g)
    : graph_(std::move(g)),
      told_(graph_->source().regions.size()),
      told_down_(graph_->source().regions.size()) {}

void transition_log::signal_changed(model::vertex_id signal, const model::judged_signal* before,
                                    const model::judged_signal& now) const {
    const model::state was = before == nullptr ? model::state::unknown : before->now;
    if (was == now.now) return;
    log::info("signal_changed", {{"signal", graph_->name(signal)},
                                 {"from", text(to_string(was))},
                                 {"to", text(to_string(now.now))},
                                 {"reason", text(to_string(now.why))},
                                 {"detail", now.detail}});
}

void transition_log::node_changed(model::vertex_id node, model::grade before,
                                  const model::standing& now) const {
    if (before == now.now) return;
    const model::scale& states = graph_->states();
    log::info("node_changed",
              {{"node", graph_->name(node)},
               {"from", states.name(before)},
               {"to", states.name(now.now)},
               {"score", now.points.known() ? fmt::format("{:.4f}", now.points.ratio()) : "-"}});
}

void transition_log::maintenance_changed(const model::maintenance_picture& now) {
    std::set<std::string> under_way;
    for (const auto& [window, until] : now.windows()) {
        under_way.insert(window->name);
        if (under_way_.contains(window->name)) continue;
        log::info(
            "maintenance_begun",
            {{"window", window->name}, {"until", model::format_time(until)}, {"reason", window->reason}});
    }
    for (const std::string& name : under_way_)
        if (!under_way.contains(name)) log::info("maintenance_over", {{"window", name}});
    under_way_ = std::move(under_way);
}

// Aloud: whoever is on call should see who steers.
void transition_log::override_begun(const model::operator_override& o) const {
    log::warning("override_begun", {{"kind", text(to_string(o.kind))},
                                    {"about", subject_of(o)},
                                    {"by", o.author},
                                    {"reason", o.reason},
                                    {"ticket", o.ticket},
                                    {"until", model::format_time(o.until)},
                                    {"id", o.id}});
}

void transition_log::override_over(const model::operator_override& o, std::string_view how,
                                   std::string_view who) const {
    log::warning("override_over", {{"kind", text(to_string(o.kind))},
                                   {"about", subject_of(o)},
                                   {"how", text(how)},
                                   {"by", text(who)},
                                   {"id", o.id}});
}

void transition_log::self_suspicion(bool suspects, const std::string& grounds, model::moment at) {
    if (suspects) {
        suspects_since_ = at.wall;
        log::warning("self_suspicion", {{"doing", "verdicts are held"}, {"reason", grounds}});
    } else {
        log::warning("self_suspicion_over", {{"held_s", seconds(at.wall - suspects_since_)}});
    }
}

void transition_log::adopt(const transition_log& before) {
    const auto& regions = graph_->source().regions;
    const auto& old = before.graph_->source().regions;
    for (std::size_t r = 0; r < regions.size(); ++r) {
        for (std::size_t then = 0; then < old.size(); ++then) {
            if (old[then].name != regions[r].name) continue;
            told_[r] = before.told_[then];
            told_down_[r] = before.told_down_[then];
        }
    }
    suspects_since_ = before.suspects_since_;
    under_way_ = before.under_way_;
}

void transition_log::verdicts_changed(std::span<const model::region_verdict> now,
                                      const model::snapshot& picture) {
    for (std::size_t r = 0; r < now.size(); ++r) {
        const bool same = now[r].effective == told_[r].effective && now[r].source == told_[r].source &&
                          now[r].computed == told_[r].computed;
        if (!same) announce(r, now[r], picture);
        told_[r] = now[r];
    }
}

void transition_log::announce(std::size_t region, const model::region_verdict& now,
                              const model::snapshot& picture) {
    const model::region_id id{static_cast<std::uint16_t>(region)};
    const std::string& name = graph_->source().at(id).name;
    const std::string why =
        now.said ? model::printable(now.said->reason) : model::headline(picture, graph_->region(id));
    log::info("verdict_changed", {{"region", name},
                                  {"from", text(to_string(told_[region].effective))},
                                  {"to", text(to_string(now.effective))},
                                  {"computed", text(to_string(now.computed))},
                                  {"source", text(to_string(now.source))},
                                  {"reason", why}});

    if (now.serves() == !told_down_[region]) return;
    told_down_[region] = !now.serves();
    if (told_down_[region]) {
        log::warning("region_down",
                     {{"region", name}, {"source", text(to_string(now.source))}, {"reason", why}});
    } else {
        log::warning("region_back", {{"region", name},
                                     {"source", text(to_string(now.source))},
                                     {"weight_percent", std::to_string(now.weight_percent)},
                                     {"down_s", now.last_outage ? seconds(*now.last_outage) : "-"}});
    }
}

}  // namespace hm::daemon
