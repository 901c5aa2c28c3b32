// A time zone as the model sees it: what its clocks show at an instant, and the instant that a local time
// means. The rules of real zones come from daemon/time_zones; here nobody knows any but UTC.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hm::model {

struct time_zone {
    std::string name;
    // How far the zone's clocks are ahead of UTC at an instant.
    std::function<std::chrono::seconds(std::chrono::sys_seconds)> offset_at;
};

time_zone utc();

std::chrono::local_seconds clocks_at(std::chrono::sys_seconds instant, const time_zone& zone);

// The first instant at which the zone's clocks show `wanted` or later: a time that they skip is the end of
// the gap, one that they show twice is the first of the two.
std::chrono::sys_seconds instant_of(std::chrono::local_seconds wanted, const time_zone& zone);

// Whoever knows zones by their names.
class time_zones {
public:
    virtual ~time_zones() = default;
    virtual std::optional<time_zone> find(std::string_view name) const = 0;
    virtual std::vector<std::string> names() const = 0;  // for those who mistyped one
};

}  // namespace hm::model
