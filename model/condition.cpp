#include "model/condition.hpp"

#include "model/observation.hpp"
#include "model/window.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <compare>

namespace hm::model {

std::string_view to_string(comparator c) {
    switch (c) {
        case comparator::less:
            return "<";
        case comparator::less_equal:
            return "<=";
        case comparator::greater:
            return ">";
        case comparator::greater_equal:
            return ">=";
        case comparator::equal:
            return "==";
        case comparator::not_equal:
            return "!=";
    }
    return {};
}

std::string to_string(const value& v) {
    struct text {
        std::string operator()(double d) const { return fmt::format("{:.6g}", d); }
        std::string operator()(bool b) const { return b ? "true" : "false"; }
        std::string operator()(const std::string& s) const { return fmt::format("\"{}\"", s); }
    };
    return std::visit(text{}, v);
}

std::string latency_text(double seconds) {
    return fmt::format("{:.4g}ms", seconds * 1e3);
}

std::string time_left_text(double seconds) {
    constexpr std::int64_t minute = 60, hour = 60 * minute, day = 24 * hour;
    const auto rounded = static_cast<std::int64_t>(seconds);
    const std::int64_t left = rounded < 0 ? -rounded : rounded;
    const auto units = [&](std::int64_t large, char a, std::int64_t small, char b) {
        const std::int64_t rest = left % large / small;
        return fmt::format("{}{}{}{}", rounded < 0 ? "-" : "", left / large, a,
                           rest == 0 ? std::string{} : fmt::format("{}{}", rest, b));
    };
    if (left >= day) return units(day, 'd', hour, 'h');
    if (left >= hour) return units(hour, 'h', minute, 'm');
    if (left >= minute) return units(minute, 'm', 1, 's');
    return fmt::format("{}s", rounded);
}

namespace {

bool ordered(comparator c, std::partial_ordering order) {
    switch (c) {
        case comparator::less:
            return order < 0;
        case comparator::less_equal:
            return order <= 0;
        case comparator::greater:
            return order > 0;
        case comparator::greater_equal:
            return order >= 0;
        case comparator::equal:
            return order == 0;
        case comparator::not_equal:
            return order != 0;
    }
    return false;
}

}  // namespace

bool holds(comparator c, double actual, double literal) {
    return ordered(c, actual <=> literal);
}

namespace {

std::partial_ordering compare(const value& a, const value& b) {
    if (const auto* number = std::get_if<double>(&a)) return *number <=> std::get<double>(b);
    if (const auto* flag = std::get_if<bool>(&a)) return *flag <=> std::get<bool>(b);
    return std::get<std::string>(a).compare(std::get<std::string>(b)) <=> 0;
}

// In seconds; negative when it is over.
std::optional<value> time_left(const std::optional<wall_time>& until, wall_time now) {
    if (!until) return std::nullopt;
    return value{std::chrono::duration<double>(*until - now).count()};
}

std::optional<value> value_of(const condition::node& n, const observation& seen) {
    switch (n.what) {
        case field::latency:
            return value{std::chrono::duration<double>(seen.latency).count()};
        case field::status:
            return seen.status == 0 ? std::nullopt : std::optional<value>{double(seen.status)};
        case field::failed:
            return value{seen.failed()};
        case field::body:
            if (n.body_index < seen.body.size()) return seen.body[n.body_index];
            return std::nullopt;
        case field::cert:
            return seen.tls ? time_left(seen.tls->expires, seen.at) : std::nullopt;
        case field::client_cert:
            return seen.tls ? time_left(seen.tls->client_expires, seen.at) : std::nullopt;
    }
    return std::nullopt;
}

// See holds_in().
std::optional<value> value_for_window(const condition::node& n, const observation& run) {
    if (n.what == field::latency && run.failed()) return std::nullopt;
    return value_of(n, run);
}

std::string text_of(const condition::node& n, const value& actual) {
    switch (n.what) {
        case field::latency:
            return latency_text(std::get<double>(actual));
        case field::cert:
        case field::client_cert:
            return time_left_text(std::get<double>(actual));
        default:
            return to_string(actual);
    }
}

// More than two on purpose: neither a missing field, which makes the run a failed one, nor a window with too
// few samples must make `not …` true. What is missing is told first.
enum class truth : std::uint8_t { no, yes, too_few, missing };

truth truth_of(bool holds) {
    return holds ? truth::yes : truth::no;
}

class evaluation {
public:
    using look = std::optional<value> (*)(const condition::node&, const observation&);

    evaluation(const condition& c, const observation& seen, const signal_windows* windows, look at)
        : condition_(c), seen_(seen), windows_(windows), look_(at) {}

    truth run() { return visit(0); }

    // Of one that holds. It can hold without a comparison that does (`failed`, `not latency < 1s`): then it
    // speaks for itself.
    std::string echo() const {
        std::string text;
        for (const comparison& c : noted_) {
            if (!text.empty()) text += ", ";
            text += fmt::format("{} ({})", c.node->text, actual(c));
        }
        return text.empty() ? condition_.text : text;
    }

private:
    struct comparison {
        const condition::node* node;
        value actual;
    };

    // What did not hold leaves no note: the echo names only the comparisons that made the condition hold.
    truth visit(std::uint16_t at) {
        const std::size_t noted_before = noted_.size();
        const truth t = decide(condition_.nodes[at]);
        if (t != truth::yes) noted_.resize(noted_before);
        return t;
    }

    truth decide(const condition::node& n) {
        switch (n.op) {
            case condition::kind::compare:
                return compare_field(n);
            case condition::kind::windowed:
                return compare_figure(n);
            case condition::kind::flag:
                return flag(n);
            case condition::kind::negate:
                return negated(visit(n.children.front()));
            case condition::kind::all_of:
                return combined(n, truth::no, truth::yes);
            case condition::kind::any_of:
                return combined(n, truth::yes, truth::no);
        }
        return truth::no;
    }

    static truth negated(truth t) { return t == truth::yes ? truth::no : t == truth::no ? truth::yes : t; }

    // `and` is decided by a no, `or` by a yes; what cannot be told counts only when nothing else decides.
    truth combined(const condition::node& n, truth deciding, truth neutral) {
        truth result = neutral;
        for (std::uint16_t child : n.children) {
            const truth t = visit(child);
            if (t == deciding) return deciding;
            if (t != neutral) result = std::max(result, t);
        }
        return result;
    }

    truth compare_field(const condition::node& n) {
        std::optional<value> actual = look_(n, seen_);
        if (!actual || actual->index() != n.literal.index()) return truth::missing;
        return compared(n, std::move(*actual));
    }

    // A run that answered brings a sample of all that is asked for, or it lacks a field.
    truth compare_figure(const condition::node& n) {
        if (windows_ == nullptr) return truth::too_few;
        if (windows_->lacks(n.windowed) && !seen_.failed()) return truth::missing;
        const std::optional<double> figure = windows_->figure(n.windowed);
        return figure ? compared(n, *figure) : truth::too_few;
    }

    truth compared(const condition::node& n, value actual) {
        if (!ordered(n.cmp, compare(actual, n.literal))) return truth::no;
        noted_.push_back({&n, std::move(actual)});
        return truth::yes;
    }

    // `failed`, or a body field that is a boolean by itself.
    truth flag(const condition::node& n) const {
        const std::optional<value> actual = look_(n, seen_);
        const bool* set = actual ? std::get_if<bool>(&*actual) : nullptr;
        return set == nullptr ? truth::missing : truth_of(*set);
    }

    std::string actual(const comparison& c) const {
        if (c.node->op == condition::kind::windowed)
            return to_string(windows_->at(c.node->windowed), std::get<double>(c.actual));
        return text_of(*c.node, c.actual);
    }

    const condition& condition_;
    const observation& seen_;
    const signal_windows* windows_;
    look look_;
    std::vector<comparison> noted_;
};

}  // namespace

condition_result evaluate(const condition& c, const observation& seen, const signal_windows* windows) {
    evaluation e{c, seen, windows, value_of};
    const truth t = e.run();
    return {t == truth::yes, t == truth::missing, t == truth::yes ? e.echo() : std::string{}};
}

std::string with_values(const condition& c, const observation& seen) {
    std::string text;
    for (const condition::node& n : c.nodes) {
        const bool asks = n.op == condition::kind::compare || n.op == condition::kind::flag;
        if (!asks && n.op != condition::kind::windowed) continue;
        const std::optional<value> actual = asks ? value_of(n, seen) : std::nullopt;
        const std::string_view none = asks ? "missing" : "one run tells nothing";
        text += fmt::format("{}{} ({})", text.empty() ? "" : ", ", n.text,
                            actual ? text_of(n, *actual) : std::string{none});
    }
    return text;
}

std::optional<bool> holds_in(const condition& c, const observation& run) {
    const truth t = evaluation{c, run, nullptr, value_for_window}.run();
    if (t == truth::missing) return std::nullopt;
    return t == truth::yes;
}

std::optional<double> number_in(const condition::node& field, const observation& run) {
    const std::optional<value> v = value_for_window(field, run);
    const double* number = v ? std::get_if<double>(&*v) : nullptr;
    return number != nullptr ? std::optional<double>{*number} : std::nullopt;
}

}  // namespace hm::model
