#include "test/contoso/http/routes.hpp"

namespace contoso::http {

std::optional<std::string_view> match(std::string_view pattern, std::string_view path) {
    const auto open = pattern.find('{');
    if (open == std::string_view::npos)
        return pattern == path ? std::optional(std::string_view{}) : std::nullopt;

    const auto before = pattern.substr(0, open);
    const auto after = pattern.substr(pattern.find('}', open) + 1);
    if (path.size() <= before.size() + after.size()) return std::nullopt;
    if (!path.starts_with(before) || !path.ends_with(after)) return std::nullopt;

    const auto parameter = path.substr(before.size(), path.size() - before.size() - after.size());
    if (parameter.find('/') != std::string_view::npos) return std::nullopt;
    return parameter;
}

}  // namespace contoso::http
