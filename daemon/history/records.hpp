// What history keeps, as plain values: how nodes and signals changed, what balancers were told since, how
// long answers took, and when anybody looked at all.
#pragma once

#include "model/latency_digest.hpp"
#include "model/slo/slice.hpp"
#include "model/state.hpp"
#include "model/time.hpp"
#include "model/verdict.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hm::daemon {

// A state by its name and class: scales change with models, history stays.
struct past_state {
    std::string name;
    model::state kind = model::state::unknown;

    friend bool operator==(const past_state&, const past_state&) = default;
};

// Of whom something is told.
struct past_subject {
    std::string name;
    std::string kind;    // "flow", "component", …, "signal"
    std::string region;  // empty: global, or over all regions

    friend bool operator==(const past_subject&, const past_subject&) = default;
};

// A change of a node or signal: of its state, or of its score alone, then both states are the same.
struct transition {
    model::wall_time at{};
    std::int64_t number = 0;  // given by the file; grows
    past_subject what;
    std::optional<past_state> before, after;  // absent: not in the model
    model::score score_before, score_after;
    std::string reason;              // of a signal: of the closed list
    std::string detail;              // of a signal: why in words; of a node: its headline
    std::vector<std::string> blame;  // of a node: signals that its state comes from

    friend bool operator==(const transition&, const transition&) = default;
};

// What was told about a region, or a flow in one.
struct told_verdict {
    model::verdict effective = model::verdict::up, computed = model::verdict::up,
                   routing = model::verdict::up;
    model::verdict_source source = model::verdict_source::warming;
    int weight_percent = 100;
    model::score value;
    bool total_failure = false;

    friend bool operator==(const told_verdict&, const told_verdict&) = default;
};

struct verdict_change {
    model::wall_time at{};
    std::int64_t number = 0;
    std::string region, flow;              // flow empty: the region itself
    std::optional<model::verdict> before;  // effective; absent: not in the model
    std::optional<told_verdict> after;     // likewise
    std::string why;                       // the operator's reason, else the region's headline
    std::string override_id, author;       // of the operator behind it

    friend bool operator==(const verdict_change&, const verdict_change&) = default;
};

// Latencies of one signal within a minute or, merged, longer.
struct signal_latency {
    past_subject signal;
    model::wall_time at{};  // where it begins
    model::latency_digest digest;
};

// A while in which history was kept without a gap.
struct kept_span {
    model::wall_time began{}, until{};

    friend bool operator==(const kept_span&, const kept_span&) = default;
};

// What goes to the disk at once.
struct history_batch {
    std::vector<transition> transitions;
    std::vector<verdict_change> verdicts;
    std::vector<signal_latency> latencies;
    std::vector<model::slo::slice> slices;  // closed, of each key in the order of time
    std::optional<model::wall_time> from;   // of the first picture that is in here
    std::optional<model::wall_time> until;  // so far all that was published is in here or on the disk
    bool after_gap = false;                 // what was before is not all there

    std::size_t size() const {
        return transitions.size() + verdicts.size() + latencies.size() + slices.size();
    }
    bool empty() const { return size() == 0 && !from && !until; }
};

// How things stood when the file was last written to.
struct last_record {
    past_subject what;
    past_state state;
    model::score points;
    model::wall_time at{};
};

// Two steps of a clock apart that are one moment. A larger step back means that the clock had run ahead.
inline constexpr std::chrono::seconds clock_slack{2};

inline constexpr std::size_t max_past_detail = 240;  // bytes
inline constexpr std::size_t max_past_blame = 5;     // signals

}  // namespace hm::daemon
