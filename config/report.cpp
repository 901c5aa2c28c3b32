#include "config/report.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace hm::config {

namespace {

constexpr std::size_t max_quoted = 60;

bool starts_character(char c) {
    return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U;
}

// People count characters, the parser counts bytes.
int character_column(std::string_view line, int byte_column) {
    const auto before = line.substr(0, static_cast<std::size_t>(std::max(byte_column, 1) - 1));
    return 1 + static_cast<int>(std::count_if(before.begin(), before.end(), starts_character));
}

}  // namespace

report::report(std::string file, std::string_view text) : file_(std::move(file)), text_(text) {
    line_starts_.push_back(0);
    for (std::size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1))
        line_starts_.push_back(at + 1);
}

std::string_view report::line(int number) const {
    if (number < 1 || static_cast<std::size_t>(number) > line_starts_.size()) return {};
    const std::size_t begin = line_starts_[static_cast<std::size_t>(number) - 1];
    std::string_view rest = text_.substr(begin);
    rest = rest.substr(0, rest.find('\n'));
    if (rest.ends_with('\r')) rest.remove_suffix(1);
    return rest;
}

void report::error(place at, std::string message, std::string hint) {
    add(severity::error, at, std::move(message), std::move(hint), excerpt::shown);
}

void report::warning(place at, std::string message, std::string hint) {
    add(severity::warning, at, std::move(message), std::move(hint), excerpt::shown);
}

void report::error_in_secret(place at, std::string message, std::string hint) {
    add(severity::error, at, std::move(message), std::move(hint), excerpt::hidden);
}

void report::warning_in_secret(place at, std::string message, std::string hint) {
    add(severity::warning, at, std::move(message), std::move(hint), excerpt::hidden);
}

void report::add(severity level, place at, std::string message, std::string hint, excerpt shown) {
    std::size_t& count = level == severity::error ? errors_ : warnings_;
    if (count >= max_diagnostics) {
        ++count;
        return;
    }
    if (!seen_.insert(fmt::format("{}:{}:{}", at.line, at.column, message)).second) return;
    ++count;

    diagnostic d;
    d.level = level;
    d.file = file_;
    d.message = std::move(message);
    d.hint = std::move(hint);
    d.line = at.line;
    d.column = at.column;
    if (const std::string_view text = line(at.line); text.size() <= max_source_line) {
        d.column = at.line == 0 ? 0 : character_column(text, at.column);
        if (shown == excerpt::shown) d.source_line = text;
    }
    found_.push_back(std::move(d));
}

std::vector<diagnostic> report::take() {
    std::stable_sort(found_.begin(), found_.end(), [](const diagnostic& a, const diagnostic& b) {
        return std::pair{a.line, a.column} < std::pair{b.line, b.column};
    });
    for (const auto& [level, count, name] : {std::tuple{severity::error, errors_, "errors"},
                                             std::tuple{severity::warning, warnings_, "warnings"}}) {
        if (count <= max_diagnostics) continue;
        diagnostic more;
        more.level = level;
        more.file = file_;
        more.message = fmt::format("{} more {} are not shown", count - max_diagnostics, name);
        found_.push_back(std::move(more));
    }
    return std::move(found_);
}

std::string quoted(std::string_view word) {
    if (word.size() <= max_quoted) return fmt::format("\"{}\"", word);
    std::size_t end = max_quoted;
    while (end > 0 && !starts_character(word[end])) --end;
    return fmt::format("\"{}...\"", word.substr(0, end));
}

}  // namespace hm::config
