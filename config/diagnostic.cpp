#include "config/diagnostic.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace hm::config {

namespace {

// What is shown of a source line at most, in characters; longer ones are cut around the caret.
constexpr std::size_t max_shown_columns = 100;
constexpr std::string_view cut_mark = "...";

bool starts_character(char c) {
    return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U;  // UTF-8 continuation bytes are 10xxxxxx
}

// Byte offset of the n-th character; the size of the text when it has fewer.
std::size_t offset_of_character(std::string_view text, std::size_t n) {
    std::size_t at = 0;
    while (at < text.size() && n > 0) {
        ++at;
        while (at < text.size() && !starts_character(text[at])) ++at;
        --n;
    }
    return at;
}

std::size_t characters(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), starts_character));
}

// A terminal must not be steered by what stands in a file: control characters become '?', a tab one blank.
std::string printable(std::string_view text) {
    std::string safe{text};
    for (char& c : safe) {
        if (c == '\t') c = ' ';
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
    }
    return safe;
}

struct excerpt {
    std::string text;
    std::size_t caret;  // characters before it
};

excerpt cut_around(const std::string& line, std::size_t caret) {
    const std::size_t length = characters(line);
    if (length <= max_shown_columns) return {line, caret};

    constexpr std::size_t before_caret = max_shown_columns / 2;
    const std::size_t last_start = length - max_shown_columns;
    const std::size_t first = std::min(caret > before_caret ? caret - before_caret : 0, last_start);
    const std::size_t begin = offset_of_character(line, first);
    const std::size_t end = offset_of_character(line, first + max_shown_columns);

    excerpt e{line.substr(begin, end - begin), caret - first};
    if (first > 0) {
        e.text = std::string{cut_mark} + e.text;
        e.caret += cut_mark.size();
    }
    if (end < line.size()) e.text += cut_mark;
    return e;
}

std::string where(const diagnostic& d) {
    if (d.line == 0) return d.file;
    return fmt::format("{}:{}:{}", d.file, d.line, d.column);
}

std::string counted(std::size_t n, std::string_view thing) {
    return fmt::format("{} {}{}", n, thing, n == 1 ? "" : "s");
}

}  // namespace

std::string render(const diagnostic& d) {
    std::string out = fmt::format("{}: {}: {}\n", printable(where(d)),
                                  d.level == severity::error ? "error" : "warning", printable(d.message));
    const std::string number = fmt::format("{}", d.line);
    const std::string margin(number.size(), ' ');
    if (d.line > 0 && !d.source_line.empty()) {
        const std::string line = printable(d.source_line);
        const auto column = static_cast<std::size_t>(std::max(d.column, 1) - 1);
        const excerpt shown = cut_around(line, std::min(column, characters(line)));
        out += fmt::format("  {} | {}\n", number, shown.text);
        out += fmt::format("  {} | {}^\n", margin, std::string(shown.caret, ' '));
    }
    if (!d.hint.empty()) out += fmt::format("  {} hint: {}\n", margin, printable(d.hint));
    return out;
}

std::string render(const std::vector<diagnostic>& all) {
    if (all.empty()) return {};
    std::string out;
    for (const diagnostic& d : all) out += render(d);
    const auto errors = static_cast<std::size_t>(std::count_if(
        all.begin(), all.end(), [](const diagnostic& d) { return d.level == severity::error; }));
    out += fmt::format("{}, {}\n", counted(errors, "error"), counted(all.size() - errors, "warning"));
    return out;
}

bool has_errors(const std::vector<diagnostic>& all) {
    return std::any_of(all.begin(), all.end(),
                       [](const diagnostic& d) { return d.level == severity::error; });
}

}  // namespace hm::config
