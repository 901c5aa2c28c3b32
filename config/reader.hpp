// Typed values from the tree: each function reads one node, and leaves what is wrong with it in the report,
// at the exact place. map_reader adds: required and optional keys, and what nobody asked for is an unknown
// key. Knows the types of the language, not its words.
#pragma once

#include "config/suggest.hpp"
#include "config/tree.hpp"
#include "config/units.hpp"

#include <fmt/format.h>

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hm::config {

// Where byte `offset` of a scalar stands in the file; the start of the scalar when that cannot be told (a
// text over several lines, with escapes, or after substitution).
place place_in(const node& scalar, std::size_t offset, const report& out);

// All of these: absent after a mistake, which has been reported.
std::optional<std::string> as_text(const node& n, report& out);
std::optional<std::string> as_name(const node& n, report& out);
std::optional<bool> as_bool(const node& n, report& out);
std::optional<std::int64_t> as_integer(const node& n, report& out, std::int64_t min, std::int64_t max);
std::optional<model::duration> as_duration(const node& n, report& out, model::duration min,
                                           model::duration max = max_duration);
std::optional<model::parts_per_billion> as_percentage(const node& n, report& out);
std::optional<std::size_t> as_size(const node& n, report& out, std::size_t max);
std::optional<model::weight> as_weight(const node& n, report& out);

// A scalar by a parser of a kind of its own, `parse(std::string_view)` → parsed<Value>.
void report_wrong(const node& n, mistake wrong, report& out);
template <class Value>
std::optional<Value> as_parsed(const node& n, report& out, parsed<Value> (*parse)(std::string_view)) {
    const std::optional<std::string> text = as_text(n, out);
    if (!text) return std::nullopt;
    parsed<Value> result = parse(*text);
    if (!result) report_wrong(n, std::move(result.wrong), out);
    return std::move(result.value);
}

// Whether there is a map (or nothing, which is an empty map); a sequence. Otherwise reported.
bool expect_map(const node& n, report& out);
bool expect_list(const node& n, report& out);

// That no key of a map that was merged from several files stands there twice; within one file that is a
// duplicate key.
void expect_unique(const node& merged, std::string_view what, report& out);

// The items of a list; a single value is a list of one.
std::span<const node> one_or_more(const node& n);

template <class Value>
struct word {
    std::string_view text;
    Value value;
};

// One word of a closed list.
template <class Value, std::size_t N>
std::optional<Value> as_word(const node& n, report& out, const std::array<word<Value>, N>& words) {
    const std::optional<std::string> text = as_text(n, out);
    if (!text) return std::nullopt;
    std::array<std::string_view, N> known;
    for (std::size_t i = 0; i < N; ++i) {
        if (words[i].text == *text) return words[i].value;
        known[i] = words[i].text;
    }
    out.error(n.at, fmt::format("{} is not one of {}", quoted(*text), fmt::join(known, ", ")),
              did_you_mean(*text, known));
    return std::nullopt;
}

class map_reader {
public:
    // `at` is where a missing key is reported: the key of this map.
    map_reader(const node& map, place at, report& out);

    // Nothing when the key is absent. Asking makes a key known.
    const member* find(std::string_view key);
    const node* optional(std::string_view key);
    const node* required(std::string_view key);

    // Reads an optional key into `into`, which keeps its value when the key is absent or wrong.
    template <class Target, class Read, class... Arguments>
    void read(std::string_view key, Target& into, Read&& as, Arguments&&... arguments) {
        const node* n = optional(key);
        if (n == nullptr) return;
        if (auto value = as(*n, out_, std::forward<Arguments>(arguments)...)) into = std::move(*value);
    }

    // Keys that have a meaning elsewhere: an error with the reason, instead of "unknown key".
    // Whether there was one.
    bool refuse(std::span<const std::string_view> keys, std::string_view why, std::string_view hint);

    // Whatever was not asked for is an unknown key. Call it last.
    void finish();

private:
    std::string hint_for(std::string_view unknown) const;

    const node& map_;
    place at_;
    report& out_;
    std::vector<std::string_view> known_;
    std::vector<std::string_view> refused_;
};

}  // namespace hm::config
