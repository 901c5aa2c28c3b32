// Numbers with their units, as the model language writes them: text → value, or what is wrong with it.
// Pure and exact: no floating point, no locale, nothing rounded. A unit is always required where there is
// one.
#pragma once

#include "model/definition.hpp"
#include "model/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hm::config {

// What is wrong with a text, and where in it (bytes from its start).
struct mistake {
    std::string message;
    std::string hint;
    std::size_t offset = 0;
};

template <class Value>
struct parsed {
    std::optional<Value> value;
    mistake wrong;  // when there is no value

    parsed(Value v) : value(std::move(v)) {}
    parsed(mistake m) : wrong(std::move(m)) {}
    explicit operator bool() const { return value.has_value(); }
};

inline constexpr model::duration max_duration = std::chrono::hours{24 * 365};
inline constexpr std::size_t max_size = std::size_t{1} << 40;
inline constexpr std::size_t max_name_length = 63;

// "150ms", "1m30s", "2.5ms", "14d": units d h m s ms us ns, each once and from large to small.
parsed<model::duration> parse_duration(std::string_view text);

// "99.95%": 0 to 100, at most seven decimals.
parsed<model::parts_per_billion> parse_percentage(std::string_view text);

// "64KiB", "100B": B KiB MiB GiB.
parsed<std::size_t> parse_size(std::string_view text);

// "1", "0.5": 0 to 1,000,000 with at most three decimals.
parsed<model::weight> parse_weight(std::string_view text);

parsed<std::int64_t> parse_integer(std::string_view text, std::int64_t min, std::int64_t max);

parsed<bool> parse_bool(std::string_view text);

// [a-z0-9]([a-z0-9-]*[a-z0-9])?
parsed<std::string> parse_name(std::string_view text);

}  // namespace hm::config
