// How much an alert asks of people, and what the model says about whom it is for.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace hm::model::alerts {

// In this order: a page wakes somebody, a ticket is read in the morning.
enum class severity : std::uint8_t { ticket, page };

std::string_view to_string(severity s);
std::optional<severity> parse_severity(std::string_view text);

// `on_alert:` of a flow, component, dependency or region; of the whole model it stands for all that say
// nothing themselves.
struct notes {
    std::string owner;                          // whose it is
    std::string runbook;                        // where it is written what to do
    std::optional<severity> at_most;            // no alert about it asks for more
    std::map<std::string, std::string> labels;  // further ones, for whoever routes alerts

    friend bool operator==(const notes&, const notes&) = default;
};

// `of_it`, completed by what is said of the whole model.
notes completed(notes of_it, const notes& of_all);

}  // namespace hm::model::alerts
