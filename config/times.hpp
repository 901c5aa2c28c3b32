// A duration of the settings that is kept in a unit coarser than the language's.
#pragma once

#include "config/reader.hpp"

#include <chrono>

namespace hm::config {

// Reads an optional key into `into`, which keeps its value when the key is absent or wrong; finer than its
// unit is wrong.
template <class Unit>
void read_time(map_reader& keys, std::string_view key, Unit& into, model::duration min, model::duration max,
               report& out) {
    const node* n = keys.optional(key);
    if (n == nullptr) return;
    const std::optional<model::duration> value = as_duration(*n, out, min, max);
    if (!value) return;
    into = std::chrono::duration_cast<Unit>(*value);
    if (into != *value)
        out.error(n->at, fmt::format("{} is finer than {}", n->text, model::format_duration(Unit{1})));
}

}  // namespace hm::config
