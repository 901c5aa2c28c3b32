#include "config/suggest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace hm::config {

namespace {
constexpr std::size_t max_edits = 3;
}

// Optimal string alignment, three rows; https://en.wikipedia.org/wiki/Damerau–Levenshtein_distance
std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit) {
    const std::size_t too_far = limit + 1;
    if (a.size() > max_suggest_length || b.size() > max_suggest_length) return too_far;
    if ((a.size() > b.size() ? a.size() - b.size() : b.size() - a.size()) > limit) return too_far;

    using row = std::array<std::size_t, max_suggest_length + 1>;
    row before_last{}, last{}, now{};
    for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        now[0] = i;
        std::size_t best = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t substitution = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            now[j] = std::min({last[j] + 1, now[j - 1] + 1, substitution});
            const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (swapped) now[j] = std::min(now[j], before_last[j - 2] + 1);
            best = std::min(best, now[j]);
        }
        if (best > limit) return too_far;  // rows never get smaller again
        before_last = last;
        last = now;
    }
    return std::min(last[b.size()], too_far);
}

std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates) {
    std::string_view best;
    std::size_t limit = std::min(max_edits, std::max<std::size_t>(1, word.size() / 3));
    for (std::string_view candidate : candidates) {
        const std::size_t distance = edit_distance(word, candidate, limit);
        if (distance > limit || candidate.empty()) continue;
        best = candidate;
        if (distance == 0) break;
        limit = distance - 1;  // only a nearer one replaces it
    }
    return best;
}

std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates) {
    const std::string_view best = nearest(word, candidates);
    return best.empty() ? std::string{} : fmt::format("did you mean \"{}\"?", best);
}

}  // namespace hm::config
