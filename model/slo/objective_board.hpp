// All objectives of a model, and what is attained of each: between core, which tells every change of health
// and verdicts, and the outputs, which show `picture()`. Closed slices come out for whoever stores them, and
// go in again after a restart.
#pragma once

#include "model/graph.hpp"
#include "model/slo/event_counter.hpp"
#include "model/slo/slicer.hpp"
#include "model/snapshot.hpp"

#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace hm::model::slo {

// For config/: objectives, with those of their regions, of one model. Each costs some 30 KB.
inline constexpr std::size_t max_tracked = 10'000;

// "slo:shop": the key of a composite.
inline constexpr std::string_view composite_prefix = "slo:";

class objective_board {
public:
    explicit objective_board(std::shared_ptr<const graph> g, slicer_limits limits = {});
    objective_board(objective_board&&) = default;  // no copies: by_key_ looks into subjects_
    objective_board& operator=(objective_board&&) = default;

    // What changed since the last step; it counts from the next one on.
    void node_changed(vertex_id id);
    void verdicts_changed() { all_changed_ = any_changed_ = true; }

    // Time has come to `now`. True when slices were closed, and the picture is another one.
    bool step(const evaluator& health, const verdict_table& verdicts, moment now,
              const counter_values& counters = {});

    // Closed by the last step.
    std::span<const slice> closed() const { return closed_; }
    const std::shared_ptr<const attained_list>& picture() const { return picture_; }

    // From a store, in as many parts as it likes: of each key all that it has, in the order of time. Keys
    // that the model has not, and slices of the future, are passed over. They count once all are there, which
    // may be up to recall_within late; slices that were closed meanwhile stay.
    void recall(std::span<const slice> part, moment now);
    void recall_is_complete();
    static constexpr std::chrono::hours recall_within{1};

    // What has the same key goes on.
    void adopt(const objective_board& before);

private:
    static constexpr std::size_t none = static_cast<std::size_t>(-1);

    struct place {
        vertex_id node{};
        region_id region = region_id::none;
    };
    struct subject {
        std::string key;
        entity_id entity = entity_id::none;
        region_id region = region_id::none;
        const composite* together = nullptr;
        std::vector<place> places;         // one: that node, whatever traffic it gets
        std::size_t flow_row = none;       // of the verdict table, when balancers go by the flow
        std::vector<std::size_t> members;  // of a composite
        event_counter events;
        objective_tracker tracker;
        std::vector<slice> own{};                     // closed before the recall was complete
        std::optional<objective_tracker> recalled{};  // what came of a store so far
        bool changed = true;
    };

    void add_entity(entity_id id);
    void add(subject s);
    void add_composite(const composite& c);
    std::vector<signal_id> places_of(const counted_signal& s, region_id in,
                                     std::span<const place> places) const;
    std::size_t flow_row_of(entity_id id) const;
    void look_at(const evaluator& health, const verdict_table& verdicts);
    traffic_shares shares_now(const subject& s, const evaluator& health, const verdict_table& verdicts) const;
    void take(subject& s, slice what);
    void close_composites(std::size_t simple_closed);
    void remember_own(moment now);
    void stop_recalling();
    void draw();

    std::shared_ptr<const graph> graph_;
    slicer slicer_;
    std::vector<subject> subjects_;  // those of the slicer first, composites behind
    std::size_t sliced_ = 0;
    std::unordered_map<std::string_view, std::size_t> by_key_;  // views into subjects_
    std::unordered_multimap<vertex_id, std::size_t> by_node_;
    std::vector<slice> closed_;
    std::vector<std::size_t> closed_of_;  // subjects
    std::shared_ptr<const attained_list> picture_;
    std::optional<steady_time> began_;
    bool recalls_ = true;
    bool any_changed_ = true;
    bool all_changed_ = true;
};

}  // namespace hm::model::slo
