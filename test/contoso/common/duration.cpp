#include "test/contoso/common/duration.hpp"

#include <charconv>
#include <cstdint>

namespace contoso {

using std::chrono::milliseconds;

namespace {

constexpr milliseconds longest = std::chrono::hours{24 * 7};

std::optional<std::int64_t> milliseconds_in(std::string_view unit) {
    if (unit == "ms") return 1;
    if (unit == "s") return 1'000;
    if (unit == "m") return 60'000;
    if (unit == "h") return 3'600'000;
    return std::nullopt;
}

}  // namespace

std::optional<milliseconds> parse_duration(std::string_view text) {
    std::int64_t number = 0;
    const char* const end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc{} || number <= 0) return std::nullopt;
    const auto unit = milliseconds_in({rest, static_cast<std::size_t>(end - rest)});
    if (!unit || number > longest.count() / *unit) return std::nullopt;
    return milliseconds{number * *unit};
}

}  // namespace contoso
