// Where the readers leave what they find wrong: knows the source texts, so that a place is enough to show
// the file and the line. Collects, bounds, sorts and removes duplicates; decides nothing.
#pragma once

#include "config/diagnostic.hpp"
#include "config/load.hpp"

#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_set>
#include <vector>

namespace hm::config {

// Which of the report's texts, in the order in which they were added.
using file_number = std::uint32_t;

// A place in a text, both from 1; the column counts bytes. Line 0: the file as a whole.
struct place {
    int line = 0;
    int column = 0;
    file_number file = 0;

    friend bool operator==(place, place) = default;
    friend auto operator<=>(place a, place b) {
        return std::tie(a.file, a.line, a.column) <=> std::tie(b.file, b.line, b.column);
    }
};

// Another place that a finding is about, and what is there.
struct reference {
    place at;
    std::string what;
};

// More errors (or warnings) than this are counted, not shown.
inline constexpr std::size_t max_diagnostics = 100;
// Of a line longer than this (minified, or hostile) only the place is shown.
inline constexpr std::size_t max_source_line = 4096;

class report {
public:
    report() = default;  // without a text; a place in none is a programming error
    report(std::string file, std::string_view text) { add_source(std::move(file), text); }

    // The text must outlive the report.
    file_number add_source(std::string name, std::string_view text);
    const std::string& name(file_number file) const { return sources_.at(file).name; }

    void error(place at, std::string message, std::string hint = {}, std::vector<reference> related = {});
    void warning(place at, std::string message, std::string hint = {}, std::vector<reference> related = {});
    // The same without the line of the text: a secret may be written out there.
    void error_in_secret(place at, std::string message, std::string hint = {});
    void warning_in_secret(place at, std::string message, std::string hint = {});
    // A secret is written out in these lines: whatever is found there, they are not shown.
    void hide_lines(place from, int count);

    bool has_errors() const { return errors_ > 0; }
    // Nothing more will be shown: whoever would work for a good hint may stop.
    bool full() const { return errors_ >= max_diagnostics; }

    // The line of a place without its end; empty when there is none.
    std::string_view line(place at) const;
    // "shop.yaml:12:9", as diagnostics write it.
    std::string where(place at) const;

    // In the order of their places, file by file.
    std::vector<diagnostic> take();

private:
    enum class excerpt : std::uint8_t { shown, hidden };
    void add(severity level, place at, std::string message, std::string hint, std::vector<reference> related,
             excerpt line);
    related_place located(reference r) const;
    bool is_hidden(place at) const;

    struct source_text {
        std::string name;
        std::string_view bytes;
        std::vector<std::size_t> line_starts;
    };
    struct finding {
        place at;
        diagnostic what;
    };

    std::vector<source_text> sources_;
    std::vector<finding> found_;
    std::set<std::pair<file_number, int>> hidden_lines_;
    std::unordered_set<std::string> seen_;  // the same mistake read once per region is one mistake
    std::size_t errors_ = 0, warnings_ = 0;
};

// A word of the file inside a message: quoted, and cut when it is long.
inline constexpr std::size_t max_quoted = 60;  // bytes
std::string quoted(std::string_view word);

}  // namespace hm::config
