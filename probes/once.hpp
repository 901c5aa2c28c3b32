// One run of one signal, now and to its end: what `healthmodeld probe` asks for. Made of the parts that a
// shard is made of, without the schedule.
#pragma once

#include "model/observation.hpp"
#include "model/signal_spec.hpp"
#include "probes/dialogue.hpp"
#include "probes/dns_channel.hpp"

#include <memory>

namespace hm::probes {

// Judged. Blocks at most for the signal's timeout; not for pushed signals. `listener`, when there is one,
// reads along. Throws as dns_channel does when the resolver cannot start.
model::observation run_once(std::shared_ptr<const model::signal_spec> spec, const resolver_options& dns,
                            dialogue* listener = nullptr);

}  // namespace hm::probes
