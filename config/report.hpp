// Where the readers leave what they find wrong: bound to one source text, so that a place is enough to show
// the line. Collects, bounds, sorts and removes duplicates; decides nothing.
#pragma once

#include "config/diagnostic.hpp"
#include "config/load.hpp"

#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace hm::config {

// A place in the text, both from 1; the column counts bytes. Line 0: the file as a whole.
struct place {
    int line = 0;
    int column = 0;

    friend bool operator==(place, place) = default;
    friend auto operator<=>(place, place) = default;
};

// More errors (or warnings) than this are counted, not shown.
inline constexpr std::size_t max_diagnostics = 100;
// Of a line longer than this (minified, or hostile) only the place is shown.
inline constexpr std::size_t max_source_line = 4096;

class report {
public:
    report(std::string file, std::string_view text);

    void error(place at, std::string message, std::string hint = {});
    void warning(place at, std::string message, std::string hint = {});
    // The same without the line of the text: a secret may be written out there.
    void error_in_secret(place at, std::string message, std::string hint = {});
    void warning_in_secret(place at, std::string message, std::string hint = {});

    bool has_errors() const { return errors_ > 0; }
    // Nothing more will be shown: whoever would work for a good hint may stop.
    bool full() const { return errors_ >= max_diagnostics; }

    // The n-th line without its end; empty when there is none. From 1.
    std::string_view line(int number) const;

    // In the order of their places.
    std::vector<diagnostic> take();

private:
    enum class excerpt : std::uint8_t { shown, hidden };
    void add(severity level, place at, std::string message, std::string hint, excerpt line);

    std::string file_;
    std::string_view text_;
    std::vector<std::size_t> line_starts_;
    std::vector<diagnostic> found_;
    std::unordered_set<std::string> seen_;  // the same mistake read once per region is one mistake
    std::size_t errors_ = 0, warnings_ = 0;
};

// A word of the file inside a message: quoted, and cut when it is long.
std::string quoted(std::string_view word);

}  // namespace hm::config
