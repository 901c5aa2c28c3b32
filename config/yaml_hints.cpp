#include "config/yaml_hints.hpp"

#include <algorithm>

namespace hm::config {

namespace {

// A flow map that breaks at `${` may have begun a few lines above the place of the error.
constexpr int lines_looked_back = 3;

// `${` outside of quotes, up to `end` bytes of the line.
bool has_bare_variable(std::string_view line, std::size_t end) {
    char quote = 0;
    for (std::size_t i = 0; i + 1 < std::min(end, line.size()); ++i) {
        const char c = line[i];
        if (quote != 0) {
            if (c == quote) quote = 0;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '$' && line[i + 1] == '{') {
            return true;
        }
    }
    return false;
}

bool bare_variable_before(const report& text, place at) {
    const auto reach = static_cast<std::size_t>(std::max(at.column, 1)) + 2;
    for (int line = at.line; line >= 1 && line >= at.line - lines_looked_back; --line)
        if (has_bare_variable(text.line({line, 1, at.file}),
                              line == at.line ? reach : std::string_view::npos))
            return true;
    return false;
}

std::size_t offset_of(std::string_view text, place at) {
    std::size_t offset = 0;
    for (int line = 1; line < at.line; ++line) {
        const std::size_t end = text.find('\n', offset);
        if (end == std::string_view::npos) return text.size();
        offset = end + 1;
    }
    return offset + static_cast<std::size_t>(at.column - 1);
}

}  // namespace

std::string yaml_hint(const report& text, place at, std::string_view message) {
    const auto says = [&](std::string_view part) { return message.find(part) != std::string_view::npos; };
    const bool in_flow = says("flow");
    if (in_flow && bare_variable_before(text, at))
        return "inside { } and [ ] a value with ${...} needs quotes: \"${region.x}\"";
    if (in_flow) return "a comma or a closing bracket is missing, or one too many stands here";
    if (says("illegal map value"))
        return "a value that contains `: ` needs quotes; a key must stand exactly below its brothers, "
               "without tabs";
    if (says("end of map not found") || says("end of sequence not found"))
        return "this line is not indented like its brothers";
    if (says("unknown token")) return "a value that begins with @, % or ` needs quotes";
    return {};
}

bool is_unclosed_quote(std::string_view text, place at) {
    if (at.line == 0) return false;
    std::size_t i = offset_of(text, at);
    if (i >= text.size()) return false;
    const char quote = text[i];
    if (quote != '"' && quote != '\'') return false;  // a block scalar
    for (++i; i < text.size(); ++i) {
        if (quote == '"' && text[i] == '\\') {
            ++i;
        } else if (text[i] == quote) {
            const bool doubled = quote == '\'' && i + 1 < text.size() && text[i + 1] == quote;
            if (!doubled) return false;
            ++i;
        }
    }
    return true;
}

}  // namespace hm::config
