// An incident as the text in which it lies on the disk: JSON with one member per field. A member that is
// missing (an older version wrote it) has its default, one that is unknown is passed over.
#pragma once

#include "model/alerts/delivery_book.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace hm::daemon {

std::string to_text(const model::alerts::incident& i);
// Nothing when it is none of ours.
std::optional<model::alerts::incident> parse_incident(std::string_view text);

}  // namespace hm::daemon
