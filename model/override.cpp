#include "model/override.hpp"

#include <array>
#include <utility>

namespace hm::model {

namespace {

constexpr std::array<std::pair<override_kind, std::string_view>, 5> words{{
    {override_kind::drain, "drain"},
    {override_kind::force_up, "force_up"},
    {override_kind::freeze, "freeze"},
    {override_kind::maintenance, "maintenance"},
    {override_kind::acknowledge, "acknowledge"},
}};

}  // namespace

std::string_view to_string(override_kind k) {
    for (const auto& [kind, word] : words)
        if (kind == k) return word;
    return {};
}

std::optional<override_kind> parse_override_kind(std::string_view text) {
    for (const auto& [kind, word] : words)
        if (word == text) return kind;
    return std::nullopt;
}

}  // namespace hm::model
