#include "model/state.hpp"

#include <array>

namespace hm::model {

namespace {
constexpr std::array<std::string_view, 4> names{"healthy", "degraded", "unhealthy", "unknown"};
}

std::string_view to_string(state s) {
    return names[static_cast<std::size_t>(s)];
}

std::string_view class_word(state s) {
    constexpr std::array<std::string_view, 4> words{"good", "warn", "bad", "unknown"};
    return words[static_cast<std::size_t>(s)];
}

std::optional<state> parse_state(std::string_view text) {
    for (std::size_t i = 0; i < names.size(); ++i)
        if (names[i] == text) return static_cast<state>(i);
    return std::nullopt;
}

}  // namespace hm::model
