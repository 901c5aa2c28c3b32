#include "model/condition.hpp"

#include "model/observation.hpp"

#include <fmt/format.h>

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

std::partial_ordering compare(const value& a, const value& b) {
    if (const auto* number = std::get_if<double>(&a)) return *number <=> std::get<double>(b);
    if (const auto* flag = std::get_if<bool>(&a)) return *flag <=> std::get<bool>(b);
    return std::get<std::string>(a).compare(std::get<std::string>(b)) <=> 0;
}

// Three-valued on purpose: a missing field makes the run a failed one, it must not make `not …` true.
enum class truth : std::uint8_t { no, yes, missing };

class evaluation {
public:
    evaluation(const condition& c, const observation& seen) : condition_(c), seen_(seen) {}

    condition_result run() {
        const truth t = visit(0);
        return {t == truth::yes, t == truth::missing, t == truth::yes ? echo() : std::string{}};
    }

private:
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

    static truth negated(truth t) {
        return t == truth::missing ? t : t == truth::yes ? truth::no : truth::yes;
    }

    // `and` is decided by a no, `or` by a yes; a missing field counts only when nothing else decides.
    truth combined(const condition::node& n, truth deciding, truth neutral) {
        truth result = neutral;
        for (std::uint16_t child : n.children) {
            const truth t = visit(child);
            if (t == deciding) return deciding;
            if (t == truth::missing) result = truth::missing;
        }
        return result;
    }

    truth compare_field(const condition::node& n) {
        const std::optional<value> actual = field_value(n);
        if (!actual || actual->index() != n.literal.index()) return truth::missing;
        if (!ordered(n.cmp, compare(*actual, n.literal))) return truth::no;
        note(n, *actual);
        return truth::yes;
    }

    // `failed`, or a body field that is a boolean by itself.
    truth flag(const condition::node& n) {
        if (n.what == field::failed) return seen_.failed() ? truth::yes : truth::no;
        const std::optional<value> actual = field_value(n);
        const bool* set = actual ? std::get_if<bool>(&*actual) : nullptr;
        if (set == nullptr) return truth::missing;
        return *set ? truth::yes : truth::no;
    }

    std::optional<value> field_value(const condition::node& n) const {
        switch (n.what) {
            case field::latency:
                return value{std::chrono::duration<double>(seen_.latency).count()};
            case field::status:
                return seen_.status == 0 ? std::nullopt : std::optional<value>{double(seen_.status)};
            case field::failed:
                return value{seen_.failed()};
            case field::body:
                if (n.body_index < seen_.body.size()) return seen_.body[n.body_index];
                return std::nullopt;
        }
        return std::nullopt;
    }

    void note(const condition::node& n, const value& actual) {
        if (!noted_.empty()) noted_ += ", ";
        noted_ += n.what == field::latency
                      ? fmt::format("{} ({:.4g}ms)", n.text, std::get<double>(actual) * 1e3)
                      : fmt::format("{} ({})", n.text, to_string(actual));
    }

    // A condition can hold without a comparison that does (`failed`, `not latency < 1s`): then it speaks for
    // itself.
    std::string echo() const { return noted_.empty() ? condition_.text : noted_; }

    const condition& condition_;
    const observation& seen_;
    std::string noted_;
};

}  // namespace

condition_result evaluate(const condition& c, const observation& seen) {
    return evaluation{c, seen}.run();
}

}  // namespace hm::model
