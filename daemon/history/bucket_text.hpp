// The buckets of a latency digest as few bytes: most are empty, and counts are small.
#pragma once

#include "model/latency_digest.hpp"

#include <string>
#include <string_view>

namespace hm::daemon {

using latency_buckets = decltype(model::latency_digest::buckets);

std::string to_bytes(const latency_buckets& buckets);
// What is not ours, or cut off, leaves the rest empty.
latency_buckets buckets_of(std::string_view bytes);

}  // namespace hm::daemon
