#include "model/maintenance_board.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace hm::model {

using std::chrono::sys_seconds;

namespace {

// By part, the last of the windows that cover it.
class covered_parts {
public:
    explicit covered_parts(std::span<const active_window> windows) {
        for (std::size_t w = 0; w < windows.size(); ++w)
            for (const covered_part& p : windows[w].window->covers) last_[{p.entity, p.place}] = w;
    }

    // Signals and roll-ups over regions belong to their entity; a region and the root are their places alone.
    std::optional<std::size_t> window_of(const vertex& v) const {
        std::optional<std::size_t> last;
        for (const entity_id entity : {v.source, entity_id::none})
            for (const region_id place : {v.place, region_id::none})
                if (const auto found = last_.find({entity, place}); found != last_.end())
                    last = std::max(last, std::optional{found->second});
        return last;
    }

private:
    std::map<std::pair<entity_id, region_id>, std::size_t> last_;
};

}  // namespace

// Windows are in the order of their ends, so that the last one that covers a vertex ends last.
maintenance_picture::maintenance_picture(const graph& g, std::vector<active_window> windows)
    : windows_(std::move(windows)) {
    if (windows_.empty()) return;
    std::stable_sort(windows_.begin(), windows_.end(),
                     [](const active_window& a, const active_window& b) { return a.until < b.until; });
    const covered_parts parts{windows_};
    for (std::size_t i = 0; i < g.size(); ++i) {
        const vertex_id id{static_cast<std::uint32_t>(i)};
        if (const auto window = parts.window_of(g.at(id))) covered_[id] = *window;
    }
}

const active_window* maintenance_picture::of(vertex_id id) const {
    const auto found = covered_.find(id);
    return found == covered_.end() ? nullptr : &windows_[found->second];
}

maintenance_board::maintenance_board(std::shared_ptr<const graph> g)
    : graph_(std::move(g)), picture_(std::make_shared<const maintenance_picture>()) {
    // They live as long as the definition that holds them.
    for (const maintenance_window& w : graph_->source().maintenance) windows_.emplace_back(graph_, &w);
}

void maintenance_board::add_by_operators(std::vector<std::shared_ptr<const maintenance_window>> windows) {
    operators_ = std::move(windows);
    next_ = sys_seconds::min();
}

bool maintenance_board::step(wall_time now) {
    const auto at = std::chrono::floor<std::chrono::seconds>(now);
    const bool set_back = std::exchange(asked_, at) > at;
    if (!set_back && (!next_ || at < *next_)) return false;

    next_.reset();
    std::vector<active_window> active;
    for (const auto* windows : {&windows_, &operators_}) {
        for (const auto& w : *windows) {
            const std::optional<time_span> span = current_or_next(*w, at);
            if (!span) continue;
            const bool under_way = span->begin <= at;
            if (under_way) active.push_back({w, span->end});
            const sys_seconds change = under_way ? span->end : span->begin;
            next_ = next_ ? std::min(*next_, change) : change;
        }
    }
    auto picture = std::make_shared<const maintenance_picture>(*graph_, std::move(active));
    if (std::ranges::equal(picture->windows(), picture_->windows())) return false;
    picture_ = std::move(picture);
    return true;
}

}  // namespace hm::model
