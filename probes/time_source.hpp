// Where probes read the time: the machine's clocks, or a test's.
#pragma once

#include "model/time.hpp"

namespace hm::probes {

class time_source {
public:
    virtual ~time_source() = default;
    virtual model::moment now() const = 0;
    // The steady clock alone, for whoever measures.
    virtual model::steady_time steady() const { return now().steady; }
};

const time_source& system_time();

}  // namespace hm::probes
