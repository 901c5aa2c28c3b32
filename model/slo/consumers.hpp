// Who asks for verdicts, and how fast each follows: the settings that matter, as their own manuals give them.
#pragma once

#include "model/time.hpp"

#include <span>
#include <string_view>

namespace hm::model {

struct consumer {
    std::string_view name;      // of the preset: "haproxy-agent"
    duration interval{};        // between two questions
    int fall = 1;               // bad answers in a row until a region is out
    int rise = 1;               // good ones until it is back
    duration timeout{};         // of the last question, as far as it counts: verdicts are answered at once
    duration lag{};             // between the answer and what it does with it
    duration ttl{};             // for which resolvers remember what they were told
    std::string_view settings;  // what it calls them
    std::string_view source;
};

// The presets.
std::span<const consumer> known_consumers();
// Null when there is none of this name.
const consumer* find_consumer(std::string_view name);

// From a verdict's change until nobody is sent there any more, and until somebody is again, at worst.
duration time_to_evict(const consumer& c);
duration time_to_restore(const consumer& c);

}  // namespace hm::model
