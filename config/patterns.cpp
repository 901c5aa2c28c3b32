#include "config/patterns.hpp"

#include <re2/re2.h>

namespace hm::config {

namespace {

parsed<std::string> check_pattern(const std::string& text) {
    if (text.empty()) return mistake{"an empty pattern is found in every text", {}};
    if (text.size() > max_pattern_bytes)
        return mistake{fmt::format("a pattern has at most {} bytes", max_pattern_bytes), {}};
    re2::RE2::Options quiet;
    quiet.set_log_errors(false);
    const re2::RE2 pattern{text, quiet};
    if (pattern.ok()) return text;
    const std::size_t at = text.find(pattern.error_arg());
    return mistake{fmt::format("this is no pattern: {}", pattern.error()),
                   "the syntax is RE2's: https://github.com/google/re2/wiki/Syntax",
                   at == std::string::npos ? 0 : at};
}

}  // namespace

std::optional<std::string> read_pattern(const node& n, substitution& here, report& out) {
    const std::optional<filled_text> filled = here.text(n, out);
    if (!filled) return std::nullopt;
    parsed<std::string> pattern = check_pattern(filled->text);
    if (!pattern) report_mistake(n, *filled, pattern.wrong, "pattern", out);
    return std::move(pattern.value);
}

}  // namespace hm::config
