#include "daemon/outputs/exposition.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <limits>

namespace hm::daemon {

namespace {

void append_escaped(std::string& to, std::string_view value) {
    while (true) {
        const std::size_t special = value.find_first_of("\\\"\n");
        to.append(value.substr(0, special));
        if (special == std::string_view::npos) return;
        to.append(value[special] == '\n' ? "\\n" : value[special] == '"' ? "\\\"" : "\\\\");
        value.remove_prefix(special + 1);
    }
}

std::string_view to_string(metric_type type) {
    switch (type) {
        case metric_type::gauge:
            return "gauge";
        case metric_type::counter:
            return "counter";
        case metric_type::histogram:
            return "histogram";
    }
    return {};
}

std::string text_of(double value) {
    if (std::isnan(value)) return "NaN";
    if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
    return fmt::format("{}", value);
}

constexpr std::uint64_t power_of_ten(int exponent) {
    std::uint64_t p = 1;
    while (exponent-- > 0) p *= 10;
    return p;
}

}  // namespace

labels& labels::add(std::string_view name, std::string_view value) {
    if (value.empty()) return *this;
    if (!text_.empty()) text_ += ',';
    text_.append(name).append("=\"");
    append_escaped(text_, value);
    text_ += '"';
    return *this;
}

void append(std::string& to, decimal value) {
    constexpr std::size_t longest = 32;  // a sign, twenty digits, a point
    char digits[longest];
    char* at = digits;
    const bool negative = value.units < 0;
    // Negated as unsigned, where the smallest number has its opposite.
    const std::uint64_t units =
        negative ? 0 - static_cast<std::uint64_t>(value.units) : static_cast<std::uint64_t>(value.units);
    const std::uint64_t whole = power_of_ten(value.places);
    if (negative) *at++ = '-';
    at = std::to_chars(at, digits + longest, units / whole).ptr;
    std::uint64_t rest = units % whole;
    if (rest != 0) *at++ = '.';
    for (std::uint64_t place = whole / 10; rest != 0; place /= 10) {
        *at++ = static_cast<char>('0' + rest / place);
        rest %= place;
    }
    to.append(digits, at);
}

void family::begin_line(std::string_view suffix, std::string_view labels, std::string_view more) {
    if (!has_head_)
        fmt::format_to(std::back_inserter(page_), "# HELP {} {}\n# TYPE {} {}\n", name_, help_, name_,
                       to_string(type_));
    has_head_ = true;
    page_.append(name_).append(suffix);
    if (labels.empty()) {
        page_ += ' ';
        return;
    }
    page_.append(1, '{').append(labels);
    if (!more.empty()) page_.append(1, ',').append(more);
    page_.append("} ", 2);
}

void family::add(std::string_view labels, std::string_view more, decimal value) {
    begin_line({}, labels, more);
    append(page_, value);
    page_ += '\n';
}

void family::add(std::string_view labels, double value) {
    begin_line({}, labels);
    page_.append(text_of(value)).append(1, '\n');
}

void family::add(const labels& l, const std::vector<const probes::histogram*>& parts) {
    const auto line = [&](std::string_view suffix, std::string_view of, std::string_view value) {
        begin_line(suffix, of);
        page_.append(value).append(1, '\n');
    };
    const auto& bounds = probes::histogram::bounds;
    std::uint64_t count = 0;
    double sum = 0;
    for (std::size_t i = 0; i <= bounds.size(); ++i) {
        for (const probes::histogram* part : parts) count += part->bucket(i);
        const double upper = i < bounds.size() ? bounds[i] : std::numeric_limits<double>::infinity();
        line("_bucket", l.with("le", text_of(upper)), std::to_string(count));
    }
    for (const probes::histogram* part : parts) sum += part->sum_seconds();
    line("_count", l, std::to_string(count));
    line("_sum", l, text_of(sum));
}

}  // namespace hm::daemon
