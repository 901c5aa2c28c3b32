// What a signal sees, as a model test says it: `150ms`, `timeout`, `70%`, `none`, or
// { latency: 150ms, status: 503, body.queue.depth: 20 }.
#pragma once

#include "config/reader.hpp"
#include "model/observation.hpp"
#include "model/signal_spec.hpp"

namespace hm::config {

// Absent after a mistake. `none`, an inner absence: there are no more results.
std::optional<std::optional<model::observation>> read_test_result(const member& m,
                                                                  const model::signal_spec& spec,
                                                                  report& out);

}  // namespace hm::config
