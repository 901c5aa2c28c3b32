#include "daemon/generators/rules_text.hpp"

#include <fmt/format.h>

namespace hm::daemon {

namespace {

// A scalar between double quotes: names and words, without line breaks.
std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + '"';
}

}  // namespace

rules_text::rules_text(const std::vector<std::string>& remarks) {
    for (const std::string& line : remarks) out_ += line.empty() ? "#\n" : "# " + line + "\n";
    out_ += "groups:\n";
}

void rules_text::group(std::string_view name) {
    out_ += fmt::format("  - name: {}\n    rules:\n", quoted(name));
}

void rules_text::record(std::string_view series, std::string_view expr, const rule_labels& labels) {
    out_ += fmt::format("      - record: {}\n", quoted(series));
    expression(expr);
    pairs("labels", labels);
}

void rules_text::alert(std::string_view name, std::string_view expr, std::string_view lasting,
                       const rule_labels& labels, std::string_view summary, std::string_view description) {
    out_ += fmt::format("      - alert: {}\n", quoted(name));
    expression(expr);
    if (!lasting.empty()) out_ += fmt::format("        for: {}\n", quoted(lasting));
    pairs("labels", labels);
    pairs("annotations", {{"summary", std::string{summary}}, {"description", std::string{description}}});
}

void rules_text::expression(std::string_view expr) {
    if (expr.find('\n') == std::string_view::npos) {
        out_ += fmt::format("        expr: {}\n", quoted(expr));
        return;
    }
    out_ += "        expr: |-\n";
    while (!expr.empty()) {
        const std::size_t end = std::min(expr.find('\n'), expr.size());
        out_ += fmt::format("          {}\n", expr.substr(0, end));
        expr.remove_prefix(std::min(end + 1, expr.size()));
    }
}

void rules_text::pairs(std::string_view key, const rule_labels& pairs) {
    if (pairs.empty()) return;
    out_ += fmt::format("        {}:\n", key);
    for (const auto& [name, value] : pairs) out_ += fmt::format("          {}: {}\n", name, quoted(value));
}

}  // namespace hm::daemon
