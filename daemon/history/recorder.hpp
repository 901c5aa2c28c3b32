// From pictures to what history keeps of them: it knows what was recorded last, and tells what differs. Pure:
// no clock, no file. A picture in which everything is different is taken a part at a time.
#pragma once

#include "daemon/history/records.hpp"
#include "model/snapshot.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace hm::daemon {

// A score that moves without its state is recorded when it moved so far, and not before so long.
inline constexpr int recorded_score_step = model::score::full / 20;
inline constexpr std::chrono::seconds recorded_score_pause{60};
// The same of a weight that ramps.
inline constexpr std::chrono::seconds recorded_weight_pause{10};
// Of one part of a picture, so many get a headline and blame: those highest up, in a large outage.
inline constexpr std::size_t max_explained = 200;

class recorder {
public:
    // What the file says last. The next picture is compared as a whole.
    void resume(std::vector<last_record> states, std::vector<verdict_change> verdicts);

    // Adds what differs in `s`, at most about `room` rows; true when that was all, else call again with the
    // same picture. `s.changed` must be complete since the picture before, but for one of another generation.
    bool take(const model::snapshot& s, history_batch& into, std::size_t room);

    // Something moved too soon after what was recorded of it: a picture of then or later has it recorded, be
    // it the last one with that time. Absent: nothing did.
    std::optional<model::wall_time> due() const;

private:
    struct seen {
        std::uint16_t state = 0;  // 0: not in the file
        model::score points;
        model::wall_time at{};
    };
    using place = std::pair<std::string, std::string>;  // region, flow
    struct told {
        told_verdict what;
        std::string override_id;
        model::wall_time at{};
    };

    void begin(const model::snapshot& s);
    void add_postponed(model::wall_time now);
    void change_model(const model::snapshot& s, history_batch& into);
    void look_at(const model::snapshot& s, model::vertex_id id, history_batch& into);
    void explain(const model::snapshot& s, history_batch& into, std::size_t from) const;
    void take_verdicts(const model::snapshot& s, history_batch& into);
    void take_verdict(const model::snapshot& s, place where, model::vertex_id vertex,
                      const model::region_verdict& v, history_batch& into);
    std::uint16_t number_of(const past_state& s);
    model::wall_time within(const model::snapshot& s, model::wall_time t) const;

    std::shared_ptr<const model::graph> graph_;
    std::vector<std::uint16_t> ranks_;              // of the graph's scale, as numbers of states_
    std::vector<past_state> states_{past_state{}};  // by number
    std::vector<seen> seen_;                        // by vertex
    std::map<place, told> told_;

    std::unordered_map<std::string, std::pair<past_subject, seen>> resumed_;  // of the file, not matched yet
    bool all_anew_ = true;
    std::vector<model::vertex_id> to_do_;  // of the picture that is being taken
    std::size_t done_ = 0;
    bool begun_ = false;
    // Whose score moved too soon, each once, with when it may be recorded; when the first such weight may.
    std::set<std::pair<model::wall_time, model::vertex_id>> postponed_;
    std::optional<model::wall_time> weight_due_;
    model::wall_time last_{};  // of the picture before
};

}  // namespace hm::daemon
