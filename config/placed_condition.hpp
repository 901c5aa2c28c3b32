// A condition and where it stands, for the checks of a signal: signal_checks.cpp, window_checks.cpp.
#pragma once

#include "config/reader.hpp"
#include "model/condition.hpp"

namespace hm::config {

struct placed_condition {
    const model::condition& what;
    const node& at;
};

// Where a part of a condition stands: it is echoed with single blanks, so this may miss and then points at
// the start.
inline place place_of_part(const placed_condition& c, const model::condition::node& part, const report& out) {
    const std::size_t offset = c.at.text.find(part.text);
    return place_in(c.at, offset == std::string::npos ? 0 : offset, out);
}

}  // namespace hm::config
