#include "probes/time_source.hpp"

namespace hm::probes {

namespace {

class machine_clocks final : public time_source {
public:
    model::moment now() const override {
        return {std::chrono::steady_clock::now(),
                std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now())};
    }
    model::steady_time steady() const override { return std::chrono::steady_clock::now(); }
};

}  // namespace

const time_source& system_time() {
    static const machine_clocks clocks;
    return clocks;
}

}  // namespace hm::probes
