// Keeps secrets out of what people read: details of runs, addresses.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hm::model {

inline constexpr std::string_view hidden = "***";

// The text with every occurrence of a secret replaced, whatever its case: names of hosts come back in
// another.
std::string without_secrets(std::string_view text, const std::vector<std::string>& secrets);
// The same of what begins within the first `limit` bytes: a secret that lies across the cut goes as a whole.
std::string without_secrets(std::string_view text, const std::vector<std::string>& secrets,
                            std::size_t limit);

}  // namespace hm::model
