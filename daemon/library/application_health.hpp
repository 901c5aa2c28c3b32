// What an application says of itself at its own health endpoint: the verdict of its region (or of one flow),
// and every check below it with its state, its age and how long it took. Read from the engine's newest
// picture: nothing is asked of anybody, so the answer never waits. Pure; the embeddable library
// (healthmodel.hpp) is its user.
#pragma once

#include "daemon/engine.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hm::daemon {

// One signal in one place.
struct check_report {
    std::string name;    // cosmos-db/read
    std::string region;  // empty: of what all regions share
    model::state now = model::state::unknown;
    model::reason why = model::reason::pending;
    std::string detail;
    model::wall_time since{};                 // of `now`; the epoch: it has not run yet
    std::optional<model::duration> age;       // since it last ran; absent likewise
    std::optional<model::duration> duration;  // of its last run
};

// Those below `node`, in the order of the model; all of them when it is none.
std::vector<check_report> checks_of(const engine_picture& picture, model::wall_time now,
                                    model::vertex_id node = model::vertex_id::none);

struct health_question {
    std::string region;      // empty: the model's only one; with several, whether any of them serves
    std::string flow;        // empty: the region as a whole
    bool everything = true;  // otherwise the status alone: for whoever is not to know what we stand on
    bool serve_while_warming = false;  // what is told before the first results: 200 or 503
};

struct health_document {
    int status = 503;  // 200 or 503; 400: there is no such region or flow
    std::string json;  // in the manner of draft-inadarei-api-health-check
    std::string verdict;
};

// `heartbeat_age`: how long ago the evaluation last looked. Beyond heartbeat_limit it is not believed.
health_document application_health(const engine_picture& picture, const health_question& asked,
                                   model::wall_time now, model::duration heartbeat_age);

}  // namespace hm::daemon
