// Rows of the past for tests, and a file to keep them in.
#pragma once

#include "daemon/history/history_file.hpp"
#include "daemon/history/queries.hpp"

#include "test/daemon/store/records_made.hpp"

#include <string>

namespace hm::test {

inline daemon::past_state past(model::state s) {
    return {std::string{to_string(s)}, s};
}

inline daemon::past_subject node_named(std::string name, std::string region = "eu") {
    return {std::move(name), "component", std::move(region)};
}

// With no field as it is by default, so that none is forgotten.
inline daemon::transition went(std::string node, std::chrono::milliseconds when, model::state from,
                               model::state to) {
    daemon::transition t;
    t.at = at(when);
    t.what = node_named(std::move(node));
    t.before = past(from);
    t.after = past(to);
    t.score_before = model::score{9000};
    t.score_after = model::score{1234};
    t.reason = "timeout";
    t.detail = "no answer – \"it's\" slow";
    t.blame = {"db@eu/read", "db@eu/write"};
    return t;
}

inline daemon::verdict_change told(std::string region, std::string flow, std::chrono::milliseconds when,
                                   model::verdict effective) {
    daemon::verdict_change v;
    v.at = at(when);
    v.region = std::move(region);
    v.flow = std::move(flow);
    v.before = model::verdict::degraded;
    v.after = daemon::told_verdict{effective,
                                   model::verdict::down,
                                   model::verdict::degraded,
                                   model::verdict_source::drain,
                                   35,
                                   model::score{777},
                                   true};
    v.why = "a drill";
    v.override_id = "id-1";
    v.author = "alice";
    return v;
}

inline daemon::signal_latency took(std::string signal, std::chrono::milliseconds when,
                                   std::chrono::microseconds latency) {
    daemon::signal_latency l{{std::move(signal), "signal", "eu"}, at(when), {}};
    l.digest.add(latency);
    l.digest.add(latency * 2);
    return l;
}

inline daemon::history_batch batch_of(std::vector<daemon::transition> all, std::chrono::milliseconds until) {
    daemon::history_batch b;
    b.transitions = std::move(all);
    b.from = b.transitions.empty() ? at(until) : b.transitions.front().at;
    b.until = at(until);
    return b;
}

inline const daemon::history_range everything{model::wall_time{}, model::wall_time::max(), {}, 1000};

inline std::vector<daemon::transition> all_transitions(daemon::history_file& f) {
    return f.read([](daemon::database& db) { return daemon::transitions(db, everything, {}).rows; });
}

}  // namespace hm::test
