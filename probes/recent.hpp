// The last runs of one signal, for people: the newest N, and behind them the last few failures that are
// older. Compact, because every signal has one: 48 bytes a run and its words, in microseconds; body values
// are not kept.
#pragma once

#include "model/observation.hpp"

#include <cstdint>
#include <memory>
#include <vector>

namespace hm::probes {

class recent_runs {
public:
    // `newest` is at least 1.
    recent_runs(std::size_t newest, std::size_t failures) : newest_limit_(newest), failure_limit_(failures) {}

    void add(const model::observation& seen);
    std::vector<model::observation> newest_first() const;

private:
    struct record {
        explicit record(const model::observation& seen);
        model::observation expand() const;
        bool failed() const { return why != model::reason::ok && why != model::reason::condition; }

        std::int64_t at_ms;
        std::uint32_t latency_us;
        std::uint32_t phase_us[5];  // in the order of model::phases; absent_phase when there was none
        std::uint16_t status;
        model::reason why;
        model::state judged;
        std::unique_ptr<char[]> detail;  // zero-terminated; null when empty
    };

    void drop_oldest();

    std::size_t newest_limit_;
    std::size_t failure_limit_;
    std::vector<record> newest_;    // oldest first
    std::vector<record> failures_;  // oldest first; all older than newest_
};

}  // namespace hm::probes
