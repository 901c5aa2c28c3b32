// Which maintenance windows are under way, and which vertices they cover. Between the definition's windows,
// with those that operators add, and the evaluator, which core tells who is in maintenance; outputs show the
// picture. Knows no clock: it is asked at every tick, and does nothing until something begins or ends.
#pragma once

#include "model/graph.hpp"
#include "model/maintenance.hpp"
#include "model/time.hpp"

#include <memory>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

namespace hm::model {

struct active_window {
    std::shared_ptr<const maintenance_window> window;
    std::chrono::sys_seconds until;

    friend bool operator==(const active_window&, const active_window&) = default;
};

// All windows that are under way at one instant. Immutable.
class maintenance_picture {
public:
    maintenance_picture() = default;
    maintenance_picture(const graph& g, std::vector<active_window> windows);

    std::span<const active_window> windows() const { return windows_; }
    // The window that covers a vertex, of several the one that ends last; null when none does.
    const active_window* of(vertex_id id) const;
    // Every covered vertex, with the number of that window.
    const std::unordered_map<vertex_id, std::size_t>& covered() const { return covered_; }

private:
    std::vector<active_window> windows_;  // by their ends
    std::unordered_map<vertex_id, std::size_t> covered_;
};

class maintenance_board {
public:
    explicit maintenance_board(std::shared_ptr<const graph> g);

    // Beside the model's, from the next step on.
    void add_by_operators(std::vector<std::shared_ptr<const maintenance_window>> windows);

    // True when the picture is another one. Clocks may be set back or forward between two calls.
    bool step(wall_time now);

    const std::shared_ptr<const maintenance_picture>& picture() const { return picture_; }

private:
    std::shared_ptr<const graph> graph_;
    std::vector<std::shared_ptr<const maintenance_window>> windows_;  // the model's
    std::vector<std::shared_ptr<const maintenance_window>> operators_;
    std::shared_ptr<const maintenance_picture> picture_;
    std::chrono::sys_seconds asked_;
    // When something begins or ends; at first at once, so that the first call looks.
    std::optional<std::chrono::sys_seconds> next_ = std::chrono::sys_seconds::min();
};

}  // namespace hm::model
