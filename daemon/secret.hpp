// Comparing what a caller shows with a secret of ours: takes the same time wherever they differ, and however
// long they are.
#pragma once

#include <string_view>

namespace hm::daemon {

bool same_secret(std::string_view shown, std::string_view expected);

}  // namespace hm::daemon
