// Where results arrive that others send: the probe shard of pushed signals, without a schedule. Judges and
// debounces them like a shard and leaves what changed on core's board. Lives on the serve thread.
#pragma once

#include "daemon/check_log.hpp"
#include "daemon/generation.hpp"
#include "probes/recent.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace hm::daemon {

// What a sender says of its signal; see parse_pushed.
struct pushed_result {
    // Its own judgement; absent: the conditions decide. They have a say, too, when it is healthy and brings
    // what they look at.
    std::optional<model::state> state;
    std::string detail;
    std::string body;  // for the conditions
};

// A JSON object: {"state": "degraded", "detail": "…", "value": 42, …}. Everything is optional; what
// conditions look at (`value`, `body.…`) stands in the same object. An error in words when it is none, or its
// state is none.
struct parsed_push {
    std::optional<pushed_result> result;
    std::string mistake;
};
parsed_push parse_pushed(std::string body);

class push_desk {
public:
    explicit push_desk(config::log_settings::checks runs) : checks_(runs) {}

    // From now on the pushed signals of this model; those that stay go on as they were.
    void adopt(std::shared_ptr<generation> next);

    bool knows(const std::string& signal) const { return signals_.contains(signal); }
    bool lets_in(const std::string& signal, std::string_view token) const;
    // Conditions judge it, or it counts events.
    bool needs_no_state(const std::string& signal) const;
    void take(const std::string& signal, const pushed_result& result, model::moment now);
    std::vector<model::observation> recent(const std::string& signal) const;

private:
    struct desk {
        explicit desk(const probes::assignment& a);

        model::signal_id id;
        std::shared_ptr<probes::signal_stats> stats;
        model::signal_tracker tracker;
        probes::recent_runs recent;
        std::optional<std::size_t> value_at{};  // of what is read of a result, if anybody looks at it
    };

    std::shared_ptr<generation> generation_;
    std::unordered_map<std::string, desk> signals_;
    check_log checks_;
};

}  // namespace hm::daemon
