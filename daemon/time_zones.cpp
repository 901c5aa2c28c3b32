#include "daemon/time_zones.hpp"

#include "daemon/clock.hpp"

#include <date/tz.h>

#include <stdexcept>

namespace hm::daemon {

namespace {

// The library throws for a zone that is not there, for one that cannot be read, and without any tzdata.
class system_time_zones final : public model::time_zones {
public:
    std::optional<model::time_zone> find(std::string_view name) const override {
        try {
            const date::time_zone* zone = date::locate_zone(name);
            zone->get_info(std::chrono::sys_seconds{});  // reads its file: from here on nothing fails
            return model::time_zone{std::string{name}, [zone](std::chrono::sys_seconds instant) {
                                        return zone->get_info(instant).offset;
                                    }};
        } catch (const std::runtime_error&) {
            return std::nullopt;
        }
    }

    std::vector<std::string> names() const override {
        std::vector<std::string> names;
        try {
            for (const date::time_zone& zone : date::get_tzdb().zones) names.push_back(zone.name());
        } catch (const std::runtime_error&) {
            return {};
        }
        return names;
    }
};

}  // namespace

config::surroundings here_and_now() {
    static const system_time_zones zones;  // has no state of its own
    return {&zones, now().wall};
}

}  // namespace hm::daemon
