#include "config/checks.hpp"

#include "config/reader.hpp"

#include <algorithm>

namespace hm::config {

namespace {

using model::entity;
using model::entity_id;

// Depth first over the needs of whole entities (a signal is a leaf, so a need of one closes no cycle).
// Iterative, because a chain of needs may be as long as the model.
class cycle_finder {
public:
    explicit cycle_finder(const draft& d) : d_(d), marks_(d.model.entities.size(), mark::fresh) {}

    void run() {
        for (std::size_t start = 0; start < marks_.size(); ++start)
            if (marks_[start] == mark::fresh) visit(start);
    }

private:
    enum class mark : std::uint8_t { fresh, open, done };
    struct frame {
        std::size_t entity;
        std::size_t next_need = 0;
    };

    void visit(std::size_t start) {
        open(start);
        while (!path_.empty()) {
            frame& top = path_.back();
            const auto& needs = d_.model.entities[top.entity].needs;
            if (top.next_need == needs.size()) {
                marks_[top.entity] = mark::done;
                path_.pop_back();
                continue;
            }
            const std::size_t need = top.next_need++;
            if (needs[need].signal) continue;
            const std::size_t target = model::index(needs[need].target);
            if (marks_[target] == mark::fresh)
                open(target);
            else if (marks_[target] == mark::open)
                report_cycle(target, d_.need_places[top.entity][need]);
        }
    }

    void open(std::size_t entity) {
        marks_[entity] = mark::open;
        path_.push_back({entity});
    }

    void report_cycle(std::size_t target, place at) {
        const auto first =
            std::find_if(path_.begin(), path_.end(), [&](const frame& f) { return f.entity == target; });
        const auto length = static_cast<std::size_t>(path_.end() - first);
        std::string text;
        std::vector<reference> others;  // `at` is that of the last
        for (std::size_t i = 0; i < std::min(length, max_cycle_shown); ++i) {
            const frame& f = first[static_cast<std::ptrdiff_t>(i)];
            text += name(f.entity) + " -> ";
            if (i + 1 < length)
                others.push_back({d_.need_places[f.entity][f.next_need - 1],
                                  fmt::format("a need of {}", quoted(name(f.entity)))});
        }
        if (length > max_cycle_shown) text += fmt::format("({} more) -> ", length - max_cycle_shown);
        text += name(target);
        d_.out.error(at, fmt::format("needs go in a circle: {}", text),
                     "break it by needing a single signal: name/signal", std::move(others));
    }

    const std::string& name(std::size_t entity) const { return d_.model.entities[entity].name; }

    const draft& d_;
    std::vector<mark> marks_;
    std::vector<frame> path_;
};

// By entity: a signal stands on it, or on something below it. Walks up from the measured ones.
std::vector<bool> measured_entities(const model::definition& m) {
    std::vector<std::vector<std::size_t>> users(m.entities.size());
    std::vector<bool> measured(m.entities.size(), false);
    std::vector<std::size_t> todo;
    const auto mark = [&](std::size_t i) {
        if (measured[i]) return;
        measured[i] = true;
        todo.push_back(i);
    };
    for (std::size_t i = 0; i < m.entities.size(); ++i) {
        if (!m.entities[i].signals.empty()) mark(i);
        for (const model::need& n : m.entities[i].needs) {
            if (n.signal) mark(i);
            users[model::index(n.target)].push_back(i);
        }
    }
    while (!todo.empty()) {
        const std::size_t i = todo.back();
        todo.pop_back();
        for (std::size_t user : users[i]) mark(user);
    }
    return measured;
}

}  // namespace

void check_cycles(const draft& d) {
    cycle_finder{d}.run();
}

void warn_unmeasured_flows(const draft& d) {
    const std::vector<bool> measured = measured_entities(d.model);
    for (std::size_t i = 0; i < measured.size(); ++i) {
        const entity& e = d.model.entities[i];
        if (e.kind != model::entity_kind::flow || measured[i]) continue;
        d.out.warning(d.entity_texts[i]->key_at, fmt::format("nothing measures the flow {}", quoted(e.name)),
                      "it stays unknown: give a signal to it, or to something that it needs");
    }
}

void warn_unused_variables(const draft& d) {
    variable_names told;
    for (const member* region : d.region_texts) {
        const member* vars = region->value.find("vars");
        if (vars == nullptr) continue;
        for (const member& v : vars->value.members) {
            if (d.used_variables.contains(v.key) || !told.insert(v.key).second) continue;
            d.out.warning(v.key_at, fmt::format("the variable {} is never used", quoted(v.key)));
        }
    }
}

void warn_regions_without_high_flow(const draft& d) {
    std::vector<bool> has_high(d.model.regions.size(), false);
    for (const entity& e : d.model.entities) {
        if (e.kind != model::entity_kind::flow || e.weight_class != model::criticality::high) continue;
        for (model::region_id r : e.regions) has_high[model::index(r)] = true;
    }
    for (std::size_t r = 0; r < has_high.size(); ++r) {
        if (has_high[r]) continue;
        d.out.warning(
            d.region_texts[r]->key_at,
            fmt::format("no flow in the region {} has criticality high", quoted(d.model.regions[r].name)),
            "no single flow can take the region out of rotation");
    }
}

}  // namespace hm::config
