// The only place of the daemon that reads the clocks.
#pragma once

#include "model/time.hpp"

namespace hm::daemon {

inline model::moment now() {
    return {std::chrono::steady_clock::now(),
            std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now())};
}

}  // namespace hm::daemon
