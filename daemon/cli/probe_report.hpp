// What `healthmodeld probe` prints: one run of one signal, what was said on the way, what came of it and why.
// Pure: from what is known to text, or to JSON. No secret of the signal is in either.
#pragma once

#include "daemon/cli/transcript.hpp"
#include "model/observation.hpp"
#include "model/signal_spec.hpp"

#include <string>
#include <vector>

namespace hm::daemon::cli {

struct probe_report {
    std::string signal;  // its full name
    const model::signal_spec& spec;
    model::observation seen;  // judged
    std::vector<conversation> said;
    std::vector<std::string> hidden;  // hidden_texts(spec)
};

// For people: what is probed, the dialogue with the time of each step, the result.
std::string to_text(const probe_report& r);

// One document, on one line; daemon/README.md says what stands in it.
std::string to_json(const probe_report& r);

// "in 12 days", "in 5 hours", "3 days ago"
std::string time_left(model::wall_time until, model::wall_time now);

}  // namespace hm::daemon::cli
