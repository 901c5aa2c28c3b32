#include "config/report.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace hm::config {

namespace {

bool starts_character(char c) {
    return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U;
}

// People count characters, the parser counts bytes.
int character_column(std::string_view line, int byte_column) {
    const auto before = line.substr(0, static_cast<std::size_t>(std::max(byte_column, 1) - 1));
    return 1 + static_cast<int>(std::count_if(before.begin(), before.end(), starts_character));
}

}  // namespace

file_number report::add_source(std::string name, std::string_view text) {
    source_text& s = sources_.emplace_back();
    s.name = std::move(name);
    s.bytes = text;
    s.line_starts.push_back(0);
    for (std::size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1))
        s.line_starts.push_back(at + 1);
    return static_cast<file_number>(sources_.size() - 1);
}

std::string_view report::line(place at) const {
    if (at.file >= sources_.size()) return {};
    const source_text& s = sources_[at.file];
    if (at.line < 1 || static_cast<std::size_t>(at.line) > s.line_starts.size()) return {};
    std::string_view rest = s.bytes.substr(s.line_starts[static_cast<std::size_t>(at.line) - 1]);
    rest = rest.substr(0, rest.find('\n'));
    if (rest.ends_with('\r')) rest.remove_suffix(1);
    return rest;
}

std::string report::where(place at) const {
    return fmt::format("{}:{}:{}", name(at.file), at.line, character_column(line(at), at.column));
}

void report::error(place at, std::string message, std::string hint, std::vector<reference> related) {
    add(severity::error, at, std::move(message), std::move(hint), std::move(related), excerpt::shown);
}

void report::warning(place at, std::string message, std::string hint, std::vector<reference> related) {
    add(severity::warning, at, std::move(message), std::move(hint), std::move(related), excerpt::shown);
}

void report::error_in_secret(place at, std::string message, std::string hint) {
    add(severity::error, at, std::move(message), std::move(hint), {}, excerpt::hidden);
}

void report::warning_in_secret(place at, std::string message, std::string hint) {
    add(severity::warning, at, std::move(message), std::move(hint), {}, excerpt::hidden);
}

related_place report::located(reference r) const {
    return {name(r.at.file), r.at.line, character_column(line(r.at), r.at.column), std::move(r.what)};
}

void report::add(severity level, place at, std::string message, std::string hint,
                 std::vector<reference> related, excerpt shown) {
    std::size_t& count = level == severity::error ? errors_ : warnings_;
    if (count >= max_diagnostics) {
        ++count;
        return;
    }
    if (!seen_.insert(fmt::format("{}:{}:{}:{}", at.file, at.line, at.column, message)).second) return;
    ++count;

    diagnostic d;
    d.level = level;
    if (at.file < sources_.size()) d.file = name(at.file);
    d.message = std::move(message);
    d.hint = std::move(hint);
    d.line = at.line;
    d.column = at.column;
    if (const std::string_view text = line(at); text.size() <= max_source_line) {
        d.column = at.line == 0 ? 0 : character_column(text, at.column);
        if (shown == excerpt::shown) d.source_line = text;
    }
    for (reference& r : related) d.related.push_back(located(std::move(r)));
    found_.push_back({at, std::move(d)});
}

void report::hide_lines(place from, int count) {
    for (int i = 0; i < count; ++i) hidden_lines_.emplace(from.file, from.line + i);
}

bool report::is_hidden(place at) const {
    return hidden_lines_.contains({at.file, at.line});
}

std::vector<diagnostic> report::take() {
    std::stable_sort(found_.begin(), found_.end(),
                     [](const finding& a, const finding& b) { return a.at < b.at; });
    std::vector<diagnostic> all;
    all.reserve(found_.size());
    for (finding& f : found_) {
        if (is_hidden(f.at)) f.what.source_line.clear();
        all.push_back(std::move(f.what));
    }
    for (const auto& [level, count, name] : {std::tuple{severity::error, errors_, "errors"},
                                             std::tuple{severity::warning, warnings_, "warnings"}}) {
        if (count <= max_diagnostics) continue;
        diagnostic more;
        more.level = level;
        if (!sources_.empty()) more.file = sources_.front().name;
        more.message = fmt::format("{} more {} are not shown", count - max_diagnostics, name);
        all.push_back(std::move(more));
    }
    return all;
}

std::string quoted(std::string_view word) {
    if (word.size() <= max_quoted) return fmt::format("\"{}\"", word);
    std::size_t end = max_quoted;
    while (end > 0 && !starts_character(word[end])) --end;
    return fmt::format("\"{}...\"", word.substr(0, end));
}

}  // namespace hm::config
