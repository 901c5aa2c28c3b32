#include "config/expansion.hpp"

#include "config/entities.hpp"
#include "model/rule_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace hm::config {

namespace {

using model::entity;
using model::entity_kind;
using model::grade;
using model::mapped;
using model::need;
using model::scale;

// Nobody pushes to what is only shown; a pushed signal must have a token.
constexpr std::string_view shown_signal = "{ push: { token: shown-as-pushed-only } }";

std::string rung_text(const model::rung& r, const scale& s) {
    return fmt::format("{{ when: \"{}\", then: {} }}", to_text(r, s), to_text(r.then, s));
}

std::string ladder_text(const model::ladder& l, const scale& s) {
    std::vector<std::string> rungs;
    for (const model::rung& r : l.rungs) rungs.push_back(rung_text(r, s));
    std::string text =
        fmt::format("{{ ladder: [{}], else: {}", fmt::join(rungs, ", "), to_text(l.otherwise, s));
    if (l.worst_match) text += ", match: worst";
    if (l.round == model::rounding::floor) text += ", round: floor";
    if (l.round == model::rounding::up) text += ", round: up";
    return text + " }";
}

std::string rule_text(const model::rollup_rule& r, const scale& s) {
    const auto l = expanded(r, s);
    return l ? ladder_text(*l, s) : std::string{to_string(r.kind)};
}

std::string target_text(mapped m, const scale& s) {
    return m.dropped() ? "drop" : s.name(m.to());
}

// What an edge makes of its child: the states first, then what flags make of them.
class map_text {
public:
    map_text(const need& n, const scale& s) : states_(s), table_(s, n.effect, n.drop_unknown, n.map) {
        add_states();
        add_flag("maintenance", model::flag::maintenance, [](grade) { return mapped::drop(); });
        for (const auto& [word, flag] :
             {std::pair{"missing", model::flag::missing}, std::pair{"stale", model::flag::stale},
              std::pair{"acknowledged", model::flag::acknowledged}})
            add_flag(word, flag, [this](grade g) { return table_(g, {}); });
    }

    std::string take() const {
        return parts_.empty() ? std::string{} : fmt::format("{{ {} }}", fmt::join(parts_, ", "));
    }

private:
    void add_states() {
        for (std::size_t rank = 0; rank < states_.size(); ++rank) {
            const grade g = states_.at(rank);
            if (table_(g, {}) != mapped{g}) parts_.push_back(entry(g, table_(g, {})));
        }
    }

    template <class Otherwise>
    void add_flag(std::string_view word, model::flag f, Otherwise&& otherwise) {
        std::vector<std::string> entries;
        for (std::size_t rank = 0; rank < states_.size(); ++rank) {
            const grade g = states_.at(rank);
            // What is missing stands for what is absent as well, which would be dropped.
            const bool of_absent = f == model::flag::missing && !table_(g, model::flag::absent).dropped();
            if (of_absent || table_(g, f) != otherwise(g)) entries.push_back(entry(g, table_(g, f)));
        }
        if (!entries.empty()) parts_.push_back(fmt::format("{}: {{ {} }}", word, fmt::join(entries, ", ")));
    }

    std::string entry(grade from, mapped to) const {
        return fmt::format("{}: {}", states_.name(from), target_text(to, states_));
    }

    const scale& states_;
    const model::edge_map table_;
    std::vector<std::string> parts_;
};

class expansion_writer {
public:
    explicit expansion_writer(const model::definition& d) : d_(d), s_(d.states) {}

    std::string write() {
        line("# The rules of {}, expanded. Probes, schedules, variables and maintenance are left out.",
             d_.name);
        line("model: {}", d_.name);
        if (s_ != scale::standard()) states();
        line("regions:");
        for (const model::region& r : d_.regions)
            line("  {}: {{ weight: {} }}", r.name, model::weight_text(r.share));
        line("defaults:");
        line("  region: {}", rule_text(d_.region_rollup, s_));
        line("  root: {}", rule_text(d_.root_rollup, s_));
        for (const section& part : sections) entities(part);
        return std::move(out_);
    }

private:
    template <class... Arguments>
    void line(fmt::format_string<Arguments...> text, Arguments&&... arguments) {
        out_ += fmt::format(text, std::forward<Arguments>(arguments)...) + "\n";
    }

    void states() {
        line("states:");
        for (std::size_t rank = 0; rank < s_.size(); ++rank) {
            const model::state_definition& d = s_.of(s_.at(rank));
            const auto percent = [](model::score v) {
                return model::percent_text(v.value() * (model::whole / model::score::full));
            };
            const std::string scores =
                is_known(d.kind) ? fmt::format(", score: {}, from: {}", percent(d.nominal), percent(d.from))
                                 : "";
            line("  - {{ name: {}, class: {}{} }}", d.name, model::class_word(d.kind), scores);
        }
    }

    void entities(const section& part) {
        const auto in_it = [&](const entity& e) { return e.kind == part.kind; };
        if (std::none_of(d_.entities.begin(), d_.entities.end(), in_it)) return;
        line("{}:", part.key);
        for (const entity& e : d_.entities)
            if (in_it(e)) whole(e);
    }

    void whole(const entity& e) {
        line("  {}:", e.name);
        if (e.kind == entity_kind::flow) line("    criticality: {}", to_string(e.weight_class));
        if (e.where == model::scope::global)
            line("    scope: global");
        else
            line("    regions: [{}]", fmt::join(region_names(e), ", "));
        if (!e.needs.empty()) {
            line("    needs:");
            for (const need& n : e.needs) line("      - {}", need_text(n));
        }
        line("    rollup: {}", rule_text(e.rollup, s_));
        line("    signals_rollup: {}", rule_text(e.signals_rollup, s_));
        if (e.where == model::scope::regional)
            line("    across_regions: {}", rule_text(e.across_regions, s_));
        for (const std::string& policy : policies(e.policy)) line("    {}", policy);
        if (e.signals.empty()) return;
        line("    signals:");
        for (const model::signal_definition& s : e.signals) line("      {}: {}", s.name, shown_signal);
    }

    std::vector<std::string> region_names(const entity& e) const {
        std::vector<std::string> names;
        for (const model::region_id r : e.regions) names.push_back(d_.at(r).name);
        return names;
    }

    // { name: a, weight: 2, map: … }, or a group with its members.
    std::string need_text(const need& n) const {
        const entity& target = d_.at(n.target);
        std::vector<std::string> parts;
        if (target.kind == entity_kind::group) {
            std::vector<std::string> members;
            for (const need& m : target.needs) members.push_back(need_text(m));
            parts.push_back(fmt::format("rollup: {}", rule_text(target.rollup, s_)));
            parts.push_back(fmt::format("of: [{}]", fmt::join(members, ", ")));
            for (std::string& p : policies(target.policy)) parts.push_back(std::move(p));
        } else {
            parts.push_back("name: " + target.name + (n.signal ? "/" + target.signals[*n.signal].name : ""));
        }
        if (n.share != model::weight_one) parts.push_back("weight: " + model::weight_text(n.share));
        if (n.essential) parts.push_back("essential: true");
        if (!n.affects.empty()) parts.push_back(fmt::format("affects: [{}]", fmt::join(n.affects, ", ")));
        if (const std::string map = map_text{n, s_}.take(); !map.empty()) parts.push_back("map: " + map);
        return fmt::format("{{ {} }}", fmt::join(parts, ", "));
    }

    std::vector<std::string> policies(const model::node_policy& p) const {
        std::vector<std::string> texts;
        if (p.hold)
            texts.push_back(fmt::format("unknown: {{ hold: {} }}", model::format_duration(*p.hold)));
        else if (p.unknown == model::unknown_policy::drop)
            texts.push_back("unknown: drop");
        else if (p.unknown == model::unknown_policy::state)
            texts.push_back("unknown: state");
        if (p.min_known > 0) texts.push_back("min_known: " + model::percent_text(p.min_known));
        if (p.empty.as == model::empty_policy::kind::state) texts.push_back("empty: " + s_.name(p.empty.to));
        if (p.empty.as == model::empty_policy::kind::drop) texts.push_back("empty: drop");
        if (p.empty.as == model::empty_policy::kind::evaluate) texts.push_back("empty: evaluate");
        if (!p.output.empty()) texts.push_back("output: " + output_text(p));
        return texts;
    }

    std::string output_text(const model::node_policy& p) const {
        std::vector<std::string> entries;
        for (const auto& [from, to] : p.output) entries.push_back(s_.name(from) + ": " + s_.name(to));
        return fmt::format("{{ {} }}", fmt::join(entries, ", "));
    }

    const model::definition& d_;
    const scale& s_;
    std::string out_;
};

}  // namespace

std::string expansion(const model::definition& d) {
    return expansion_writer{d}.write();
}

}  // namespace hm::config
