// Which overrides are in force. What they do is done elsewhere: verdict_board steers traffic by them, the
// maintenance board and the evaluator take those about nodes. Knows no clock: it is asked at every tick.
#pragma once

#include "model/override.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace hm::model {

inline constexpr std::size_t max_overrides = 1000;  // in force at a time

// By `since`, the oldest first. Immutable.
using override_list = std::vector<operator_override>;

class override_board {
public:
    const std::shared_ptr<const override_list>& in_force() const { return in_force_; }
    bool full() const { return in_force_->size() >= max_overrides; }

    // Nothing when the id is none of those in force.
    const operator_override* find(std::string_view id) const;
    // The one that `wanted` takes the place of: of the same kind, about the same.
    const operator_override* same_as(const operator_override& wanted) const;

    void add(operator_override o);
    std::optional<operator_override> remove(std::string_view id);
    // Those whose time has come, which are in force no more.
    std::vector<operator_override> expire(wall_time now);

private:
    std::shared_ptr<const override_list> in_force_ = std::make_shared<const override_list>();
    std::optional<wall_time> next_expiry_;
};

}  // namespace hm::model
