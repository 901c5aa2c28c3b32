// What the model says of an entity's availability: `sla:`, what its provider promises, and `availability:`,
// what it is expected to be by itself, leaving aside what it needs. Numbers are unavailabilities, because
// those stay exact where availabilities are all nines: 1 - 1e-13 has three good digits left in a double,
// 1e-13 has all of them.
#pragma once

#include "model/ratio.hpp"
#include "model/time.hpp"

#include <optional>
#include <variant>

namespace hm::model {

// How long it works between two failures, and how long until it works again; on average. The first is
// positive.
struct repair_times {
    duration between_failures{1};
    duration to_repair{};

    friend bool operator==(const repair_times&, const repair_times&) = default;
};

using stated_availability = std::variant<parts_per_billion, repair_times>;

// The share of time without it, 0…1: MTTR / (MTBF + MTTR).
double unavailability(const stated_availability& stated);

// Of something that needs both, which fail independently: 1 - (1 - a)(1 - b), without cancellation.
constexpr double in_series(double a, double b) {
    return a + b - a * b;
}

}  // namespace hm::model
