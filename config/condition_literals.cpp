#include "config/condition_literals.hpp"

#include "config/report.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

namespace hm::config {

namespace {

// A plain decimal number, negative allowed; no exponent, no hexadecimal, never NaN or infinite.
std::optional<double> plain_number(std::string_view text) {
    double value = 0;
    const auto [end, failure] =
        std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
    if (failure != std::errc{} || end != text.data() + text.size() || !std::isfinite(value))
        return std::nullopt;
    return value;
}

double in_seconds(model::duration d) {
    return std::chrono::duration<double>(d).count();
}

std::optional<model::duration> unit_of_time(std::string_view text) {
    if (text == "s") return std::chrono::seconds{1};
    if (text == "m") return std::chrono::minutes{1};
    if (text == "h") return std::chrono::hours{1};
    return std::nullopt;
}

bool is_equality(model::comparator c) {
    return c == model::comparator::equal || c == model::comparator::not_equal;
}

}  // namespace

std::optional<model::comparator> comparator_of(std::string_view text) {
    using model::comparator;
    for (comparator c : {comparator::less, comparator::less_equal, comparator::greater,
                         comparator::greater_equal, comparator::equal, comparator::not_equal})
        if (model::to_string(c) == text) return c;
    return std::nullopt;
}

bool looks_like_number(std::string_view text) {
    const char c = text.front();
    return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.';
}

parsed<double> number_literal(std::string_view text) {
    if (const auto plain = plain_number(text)) return *plain;
    if (text.ends_with('%')) {
        const auto ratio = plain_number(text.substr(0, text.size() - 1));  // 120% and -5% are measurable too
        if (ratio) return *ratio / 100;
    }
    if (const auto size = parse_size(text)) return static_cast<double>(*size.value);
    if (const auto time = parse_duration(text)) return in_seconds(*time.value);
    return mistake{fmt::format("{} is no number", quoted(text)),
                   "write 20, 0.5, 150ms, 70% or 64KiB; quote a text"};
}

parsed<double> latency_literal(std::string_view text) {
    const auto time = parse_duration(text);
    if (!time) return time.wrong;
    return in_seconds(*time.value);
}

parsed<double> status_literal(std::string_view text) {
    const auto code = parse_integer(text, 100, 599);
    if (!code) return mistake{fmt::format("expected a status from 100 to 599, found {}", quoted(text)), {}};
    return static_cast<double>(*code.value);
}

parsed<model::value> body_literal(const token& t, model::comparator cmp) {
    if (t.what == token::kind::word && looks_like_number(t.text)) {
        const auto n = number_literal(t.text);
        if (!n) return n.wrong;
        return model::value{*n.value};
    }
    if (!is_equality(cmp))
        return mistake{fmt::format("{} cannot be compared by {}", quoted(t.text), model::to_string(cmp)),
                       "text, true and false are compared with == and !="};
    if (t.what == token::kind::quoted) return model::value{std::string{t.text.substr(1, t.text.size() - 2)}};
    if (t.text == "true" || t.text == "false") return model::value{t.text == "true"};
    return model::value{std::string{t.text}};
}

parsed<double> count_literal(std::string_view text) {
    const auto n = plain_number(text);
    if (!n || *n < 0 || *n != std::floor(*n))
        return mistake{fmt::format("a count is a whole number, found {}", quoted(text)),
                       "write it like count(failed over 5m) >= 3"};
    return *n;
}

parsed<rate> rate_literal(std::string_view text) {
    const std::size_t slash = text.find('/');
    if (slash == std::string_view::npos)
        return mistake{fmt::format("the rate {} has no unit of time", quoted(text)),
                       "write it like 10/s, 10/m or 10/h"};
    const auto per = unit_of_time(text.substr(slash + 1));
    const auto number = number_literal(text.substr(0, slash));
    if (!per || !number || *number.value < 0)
        return mistake{fmt::format("expected a rate, found {}", quoted(text)),
                       "write it like 10/s, 10/m or 10/h"};
    return rate{*number.value, *per};
}

}  // namespace hm::config
