// What HAProxy's agent-check is told, sans-io: the name that it asks for, and the line that it gets. Reads
// the verdict table and nothing else.
//
//   asked      westeurope\n             or westeurope/list-catalog-items\n: agent-send of the server
//   answered   up 60%\n                 of the server's configured weight, which should be 100
//              down #all_flows_failed\n
//              nothing                  no such name, or no evidence yet: HAProxy keeps what it has
//
// Every line is the whole state, since an agent cannot know whether the one before arrived. Never `ready`: it
// would undo within a second what somebody did at HAProxy's command line; and therefore never `drain` or
// `maint`, which only `ready` ends. A drained region that works is `up 0%`: no new sessions, those that are
// go on.
#pragma once

#include "daemon/outputs/context.hpp"
#include "daemon/outputs/subject.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace hm::daemon {

inline constexpr std::size_t max_agent_question = 256;  // bytes, with its end

// The first line of what came, without its end ("\n" or "\r\n"); absent when there is no end yet.
std::optional<std::string_view> agent_question(std::string_view received);

// With its line feed; empty: say nothing.
std::string agent_line(const subject& s);

// `name` is REGION or REGION/FLOW. Absent: the model has no such name. `t` may be null.
std::optional<std::string> agent_answer(const model::verdict_table* t, std::string_view name);

// The answers of one listener. HAProxy does not show that it asks for a name that is not there: we say so,
// now and then.
class agent_answers {
public:
    static constexpr std::chrono::minutes warned_every{1};

    explicit agent_answers(const output_context& context) : context_(context) {}

    std::string answer(std::string_view name);

private:
    const output_context& context_;
    std::optional<model::steady_time> warned_at_;
};

}  // namespace hm::daemon
