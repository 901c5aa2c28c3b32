// The clock of everything that is measured or waited for. Pure parts never read it: they are told `now`.
#pragma once

#include <chrono>

namespace contoso {

using clock = std::chrono::steady_clock;
using time_point = clock::time_point;
using std::chrono::milliseconds;

inline double in_ms(clock::duration d) {
    return std::chrono::duration<double, std::milli>(d).count();
}

// Wall clock, for what people or other programs compare with theirs.
inline std::int64_t unix_ms() {
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<milliseconds>(since).count();
}

}  // namespace contoso
