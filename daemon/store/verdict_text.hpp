// A remembered verdict as the text in which it lies on the disk: JSON with one member per field. A member
// that is missing (an older version wrote it) has its default, one that is unknown is passed over.
#pragma once

#include "model/remembered_verdict.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace hm::daemon {

// Without region, flow and `at`, which have columns of their own.
std::string to_text(const model::remembered_verdict& v);
// Nothing when it is none of ours: then nothing is remembered.
std::optional<model::remembered_verdict> parse_remembered(std::string_view text);

}  // namespace hm::daemon
