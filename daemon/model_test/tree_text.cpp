#include "daemon/model_test/tree_text.hpp"

#include "model/explain.hpp"

#include <fmt/format.h>

#include <set>

namespace hm::daemon {

namespace {

using model::vertex_id;

class tree_writer {
public:
    explicit tree_writer(const model::snapshot& s) : snapshot_(s), graph_(*s.model) {}

    std::vector<std::string> write(vertex_id root) {
        lines_.push_back(line(root, 0) + rules(root));
        children(root, 1);
        if (left_out_ > 0) lines_.push_back(fmt::format("({} more)", left_out_));
        return std::move(lines_);
    }

private:
    const model::standing& standing(vertex_id id) const { return snapshot_.rows.at(id).health.health; }

    std::string line(vertex_id id, std::size_t depth) const {
        const model::standing& s = standing(id);
        std::string text =
            fmt::format("{:{}}{}: {}", "", 2 * depth, graph_.name(id), graph_.states().name(s.now));
        if (s.points.known()) text += fmt::format(" ({:.4g})", s.points.ratio());
        if (s.flags.has(model::flag::maintenance)) text += ", in maintenance";
        if (s.flags.has(model::flag::acknowledged)) text += ", acknowledged";
        return text;
    }

    // ", needs: at_least, count(healthy) >= 3"
    std::string rules(vertex_id id) const {
        if (graph_.at(id).kind == model::vertex_kind::signal) return {};
        const model::explanation x = model::explain(snapshot_, id);
        std::string text;
        const auto add = [&](std::string_view of, const model::group_rule& rule,
                             const std::optional<model::group_explanation>& group) {
            if (!group) return;
            text += fmt::format(", {}: {}", of, model::to_string(rule.written->kind));
            if (!group->rung.empty()) text += fmt::format(" by {}", group->rung);
        };
        add("signals", graph_.rules(id).signals, x.signals);
        add("needs", graph_.rules(id).needs, x.needs);
        if (x.held) text += ", held";
        return text;
    }

    std::string child_line(const model::contribution& c, std::size_t depth) const {
        std::string text = line(c.child, depth);
        if (c.contributed.dropped())
            text += ", left out";
        else if (c.contributed.to() != c.of_child.now)
            text += fmt::format(", counts as {}", graph_.states().name(c.contributed.to()));
        return text;
    }

    void children(vertex_id id, std::size_t depth) {
        if (graph_.edges(id).empty() || depth > max_tree_depth) return;
        for (const model::contribution& c : model::explain(snapshot_, id).contributions) {
            if (lines_.size() >= max_tree_lines) {
                ++left_out_;
                continue;
            }
            const bool is_fine = standing(c.child).now == model::state::healthy;
            const bool is_new = seen_.insert(c.child).second;
            lines_.push_back(child_line(c, depth) + (is_fine || !is_new ? "" : rules(c.child)));
            if (!is_fine && is_new) children(c.child, depth + 1);
        }
    }

    const model::snapshot& snapshot_;
    const model::graph& graph_;
    std::vector<std::string> lines_;
    std::set<vertex_id> seen_;
    std::size_t left_out_ = 0;
};

}  // namespace

std::vector<std::string> tree_text(const model::snapshot& s, vertex_id root) {
    return tree_writer{s}.write(root);
}

}  // namespace hm::daemon
