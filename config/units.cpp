#include "config/units.hpp"

#include "config/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace hm::config {

namespace {

constexpr std::uint64_t billion = 1'000'000'000;
constexpr std::size_t max_whole_digits = 12;
constexpr std::size_t max_fraction_digits = 9;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

std::string_view take_digits(std::string_view& text) {
    const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
    const std::string_view digits = text.substr(0, static_cast<std::size_t>(end - text.begin()));
    text.remove_prefix(digits.size());
    return digits;
}

std::string_view take_letters(std::string_view& text) {
    const auto end = std::find_if(text.begin(), text.end(), [](char c) { return is_digit(c) || c == '.'; });
    const std::string_view letters = text.substr(0, static_cast<std::size_t>(end - text.begin()));
    text.remove_prefix(letters.size());
    return letters;
}

// An unsigned decimal, exactly: whole + billionths / 10⁹.
struct decimal {
    std::uint64_t whole = 0;
    std::uint64_t billionths = 0;
};

// Takes it off the front. Nothing when there is none, or one with more digits than we care about.
std::optional<decimal> take_decimal(std::string_view& text) {
    const std::string_view whole = take_digits(text);
    if (whole.empty() || whole.size() > max_whole_digits) return std::nullopt;
    decimal d;
    std::from_chars(whole.data(), whole.data() + whole.size(), d.whole);
    if (!text.starts_with('.')) return d;
    text.remove_prefix(1);
    const std::string_view fraction = take_digits(text);
    if (fraction.empty() || fraction.size() > max_fraction_digits) return std::nullopt;
    std::from_chars(fraction.data(), fraction.data() + fraction.size(), d.billionths);
    for (std::size_t i = fraction.size(); i < max_fraction_digits; ++i) d.billionths *= 10;
    return d;
}

struct time_unit {
    std::string_view name;
    std::uint64_t ns;
};
constexpr std::array<time_unit, 7> time_units{{{"d", 86'400'000'000'000},
                                               {"h", 3'600'000'000'000},
                                               {"m", 60'000'000'000},
                                               {"s", 1'000'000'000},
                                               {"ms", 1'000'000},
                                               {"us", 1'000},
                                               {"ns", 1}}};

struct size_unit {
    std::string_view name;
    std::size_t bytes;
};
constexpr std::array<size_unit, 4> size_units{
    {{"B", 1}, {"KiB", 1024}, {"MiB", 1024 * 1024}, {"GiB", 1024 * 1024 * 1024}}};

mistake no_duration(std::string_view text) {
    return {fmt::format("expected a duration, found {}", quoted(text)), "write it like 150ms, 5s or 1m30s"};
}

// amount × unit in ns; nothing when it is no whole number of them or more than max_duration.
std::optional<std::uint64_t> nanoseconds(const decimal& amount, std::uint64_t unit) {
    constexpr auto max = static_cast<std::uint64_t>(max_duration.count());
    if (amount.whole > max / unit) return std::nullopt;
    if (amount.billionths == 0) return amount.whole * unit;
    // billionths × unit / 10⁹ without overflow: no unit with a fraction is larger than a day (< 2⁴⁷ ns), so
    // divide whichever side is divisible.
    const std::uint64_t per_billion = unit >= billion ? unit / billion : 0;
    const std::uint64_t part =
        per_billion > 0 ? amount.billionths * per_billion : amount.billionths * unit / billion;
    if (per_billion == 0 && amount.billionths * unit % billion != 0) return std::nullopt;
    return amount.whole * unit + part;
}

}  // namespace

parsed<model::duration> parse_duration(std::string_view text) {
    if (text.empty()) return no_duration(text);
    std::uint64_t total = 0;
    std::size_t next_unit = 0;  // units go from large to small
    std::string_view rest = text;
    while (!rest.empty()) {
        const std::optional<decimal> amount = take_decimal(rest);
        if (!amount) return no_duration(text);
        const std::string_view name = take_letters(rest);
        if (name.empty())
            return mistake{
                fmt::format("the duration {} has no unit", quoted(text)),
                fmt::format("write {0}ms, {0}s or {0}m", text.substr(0, text.size() - rest.size()))};
        const auto unit = std::find_if(time_units.begin(), time_units.end(),
                                       [&](const time_unit& u) { return u.name == name; });
        if (unit == time_units.end())
            return mistake{fmt::format("{} is no unit of time", quoted(name)), "units are d h m s ms us ns"};
        const auto position = static_cast<std::size_t>(unit - time_units.begin());
        if (position < next_unit)
            return mistake{fmt::format("the units of {} must go from large to small", quoted(text)), {}};
        next_unit = position + 1;
        const std::optional<std::uint64_t> ns = nanoseconds(*amount, unit->ns);
        if (!ns) return mistake{fmt::format("the duration {} is too long or too fine", quoted(text)), {}};
        total += *ns;
    }
    if (total > static_cast<std::uint64_t>(max_duration.count()))
        return mistake{fmt::format("the duration {} is longer than a year", quoted(text)), {}};
    return model::duration{static_cast<std::int64_t>(total)};
}

parsed<model::parts_per_billion> parse_percentage(std::string_view text) {
    std::string_view rest = text;
    const std::optional<decimal> amount = take_decimal(rest);
    if (amount && rest.empty())
        return mistake{fmt::format("the percentage {} has no unit", quoted(text)),
                       fmt::format("write {}%", text)};
    if (!amount || rest != "%")
        return mistake{fmt::format("expected a percentage, found {}", quoted(text)), "write it like 99.95%"};
    if (amount->whole > 100 || (amount->whole == 100 && amount->billionths > 0))
        return mistake{fmt::format("{} is more than 100%", text), {}};
    if (amount->billionths % 100 != 0)
        return mistake{fmt::format("{} has more than seven decimals", quoted(text)), {}};
    constexpr std::uint64_t one_percent = billion / 100;
    return static_cast<model::parts_per_billion>(amount->whole * one_percent + amount->billionths / 100);
}

parsed<std::size_t> parse_size(std::string_view text) {
    std::string_view rest = text;
    const std::string_view digits = take_digits(rest);
    const mistake no_size{fmt::format("expected a size, found {}", quoted(text)),
                          "write it like 512B, 64KiB or 1MiB"};
    if (digits.empty() || digits.size() > max_whole_digits) return no_size;
    if (rest.empty())
        return mistake{fmt::format("the size {} has no unit", quoted(text)),
                       fmt::format("write {0}B or {0}KiB", text)};
    const auto unit = std::find_if(size_units.begin(), size_units.end(),
                                   [&](const size_unit& u) { return u.name == rest; });
    if (unit == size_units.end()) return no_size;
    std::size_t amount = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), amount);
    if (amount > max_size / unit->bytes)
        return mistake{fmt::format("the size {} is too large", quoted(text)), {}};
    return amount * unit->bytes;
}

parsed<model::weight> parse_weight(std::string_view text) {
    std::string_view rest = text;
    const std::optional<decimal> amount = take_decimal(rest);
    if (!amount || !rest.empty())
        return mistake{fmt::format("expected a weight, found {}", quoted(text)),
                       "write a number from 0 to 1000000, such as 3 or 0.5"};
    constexpr std::uint64_t thousandth = billion / model::weight_one;
    if (amount->billionths % thousandth != 0)
        return mistake{fmt::format("the weight {} has more than three decimals", quoted(text)), {}};
    if (amount->whole > model::max_weight / model::weight_one)
        return mistake{fmt::format("the weight {} is more than 1000000", quoted(text)), {}};
    const std::uint64_t thousandths = amount->whole * model::weight_one + amount->billionths / thousandth;
    if (thousandths > model::max_weight)
        return mistake{fmt::format("the weight {} is more than 1000000", quoted(text)), {}};
    return static_cast<model::weight>(thousandths);
}

parsed<std::int64_t> parse_integer(std::string_view text, std::int64_t min, std::int64_t max) {
    std::int64_t n = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), n);
    const bool whole = end == text.data() + text.size() && !text.empty();
    const bool out_of_range = failure == std::errc::result_out_of_range || n < min || n > max;
    if (whole && failure != std::errc::invalid_argument && !out_of_range) return n;
    if (whole && out_of_range) return mistake{fmt::format("{} is not within {} to {}", text, min, max), {}};
    return mistake{fmt::format("expected a whole number from {} to {}, found {}", min, max, quoted(text)),
                   {}};
}

parsed<bool> parse_bool(std::string_view text) {
    if (text == "true") return true;
    if (text == "false") return false;
    return mistake{fmt::format("expected true or false, found {}", quoted(text)), {}};
}

parsed<std::string> parse_name(std::string_view text) {
    const auto allowed = [](char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || c == '-'; };
    if (text.size() > max_name_length)
        return mistake{fmt::format("the name {} is longer than {} characters", quoted(text), max_name_length),
                       {}};
    const bool good = !text.empty() && std::all_of(text.begin(), text.end(), allowed) &&
                      !text.starts_with('-') && !text.ends_with('-');
    if (good) return std::string{text};
    return mistake{fmt::format("{} is no name", quoted(text)),
                   "names are lower-case letters, digits and, between them, hyphens"};
}

}  // namespace hm::config
