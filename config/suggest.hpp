// "Did you mean …?": the word of a list that is nearest to one that somebody mistyped.
// Used for the hints of diagnostics; knows nothing of what the words mean.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hm::config {

// Words longer than this get no suggestion, so that a hostile file cannot make the search expensive.
inline constexpr std::size_t max_suggest_length = 64;

// Insertions, deletions, substitutions and swaps of neighbours that turn a into b; anything above `limit` is
// reported as limit + 1.
std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit);

// The nearest candidate, when it is near enough to be meant (a third of the word, at most 3 edits); the first
// of equals; empty otherwise.
std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates);

// `did you mean "weight"?`, or empty.
std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace hm::config
