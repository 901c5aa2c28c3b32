// What `{{…}}` in the body of a webhook stands for.
#pragma once

#include "model/alerts/delivery_book.hpp"

#include <array>
#include <string>
#include <string_view>

namespace hm::model::alerts {

inline constexpr std::array<std::string_view, 18> placeholders{
    "status", "severity", "rule",  "summary", "reason", "blame",    "node",  "kind",    "region",
    "state",  "model",    "owner", "runbook", "link",   "incident", "since", "started", "ended"};

// What is told of an incident: firing, reminder, resolved, test.
std::string_view status_word(wish w);

// The text of a placeholder; empty when there is nothing to say, or no such placeholder. Times as RFC 3339.
std::string text_of(std::string_view placeholder, const notice& n, std::string_view status);

}  // namespace hm::model::alerts
