#include "config/never_true.hpp"

#include "config/comparisons.hpp"
#include "config/interval.hpp"

#include <array>

namespace hm::config {

namespace {

using model::comparator;
using model::condition;
using model::field;
using model::signal_spec;

// A part of a condition that must hold, or must not: `negated` parts are read the other way round.
struct part {
    const condition::node* what;
    bool negated;
};

comparator opposite(comparator c) {
    switch (c) {
        case comparator::less:
            return comparator::greater_equal;
        case comparator::less_equal:
            return comparator::greater;
        case comparator::greater:
            return comparator::less_equal;
        case comparator::greater_equal:
            return comparator::less;
        case comparator::equal:
            return comparator::not_equal;
        case comparator::not_equal:
            return comparator::equal;
    }
    return c;
}

// A flag is a comparison with true.
comparator comparator_of(const part& p) {
    const comparator c = p.what->op == condition::kind::flag ? comparator::equal : p.what->cmp;
    return p.negated ? opposite(c) : c;
}

// Of `!=` all: one number less makes no difference to the others.
interval met_by(comparator c, double number) {
    switch (c) {
        case comparator::less:
            return interval::below(number);
        case comparator::less_equal:
            return interval::to(number);
        case comparator::greater:
            return interval::above(number);
        case comparator::greater_equal:
            return interval::from(number);
        case comparator::equal:
            return interval::only(number);
        case comparator::not_equal:
            break;
    }
    return {};
}

bool exclude_each_other(const part& a, const part& b, const signal_spec& spec) {
    if (!compare_the_same(*a.what, *b.what, spec)) return false;
    if (a.what->op == condition::kind::flag) return a.negated != b.negated;
    if (a.what->literal.index() != b.what->literal.index()) return true;  // a number is no text
    const comparator x = comparator_of(a), y = comparator_of(b);
    const bool has_number = std::holds_alternative<double>(a.what->literal);
    const double m = has_number ? number_of(*a.what, spec) : 0, n = has_number ? number_of(*b.what, spec) : 0;
    const bool same = has_number ? m == n : a.what->literal == b.what->literal;
    if (x == comparator::equal && y == comparator::equal) return !same;
    if (x == opposite(y) && (x == comparator::equal || y == comparator::equal)) return same;
    return has_number && common(met_by(x, m), met_by(y, n)).is_empty();
}

// `and`, and the negation of `or`: all of it must hold.
bool is_conjunction(const condition::node& n, bool negated) {
    return n.op == (negated ? condition::kind::any_of : condition::kind::all_of);
}

// What must hold for this part to hold, as far as that is certain: of alternatives none is.
void add_parts(const condition& c, std::uint16_t at, bool negated, std::vector<part>& all) {
    const condition::node& n = c.nodes[at];
    if (n.op == condition::kind::negate) return add_parts(c, n.children.front(), !negated, all);
    if (n.children.empty()) return all.push_back({&n, negated});
    if (!is_conjunction(n, negated)) return;
    for (std::uint16_t child : n.children) add_parts(c, child, negated, all);
}

// Which runs a condition looks at: those inside a window bring a latency only when they have not failed.
enum class runs : std::uint8_t { judged, in_a_window };

class checker {
public:
    checker(const signal_spec& spec, const placed_condition& c, report& out)
        : spec_(spec), placed_(c), out_(out) {}

    void look_at(const condition& c, runs seen, std::uint16_t at = 0, bool negated = false) {
        const condition::node& n = c.nodes[at];
        if (is_conjunction(n, negated)) look_at_pairs(c, at, negated);
        if (n.op == condition::kind::negate) return look_at(c, seen, n.children.front(), !negated);
        for (std::uint16_t child : n.children) look_at(c, seen, child, negated);
        if (n.op == condition::kind::windowed) look_at(spec_.windowed[n.windowed].of, runs::in_a_window);
        if (n.op == condition::kind::compare || n.op == condition::kind::windowed)
            look_at_one({&n, negated}, seen);
    }

private:
    void look_at_one(const part& p, runs seen) {
        const condition::node& n = *p.what;
        const bool is_plain = n.op == condition::kind::compare;
        const bool sees_failed = seen == runs::judged && is_plain && judges_failed_runs();
        const model::duration timeout = spec_.when.timeout;
        if (is_pushed(spec_) || std::holds_alternative<model::prometheus_spec>(spec_.probe))
            return;  // it has no latency and no status, which is a mistake that has been told
        if (measures_latency(n) && !sees_failed && beyond(p, interval::below(in_seconds(timeout))))
            warn(p,
                 fmt::format("a run that takes {}, its timeout, has failed", model::format_duration(timeout)),
                 "raise `timeout`, or lower the threshold");
        else if (measures_latency(n) && beyond(p, interval::from(0)))
            warn(p, "a latency is never below zero", "");
        // What `expect` decides is told elsewhere.
        if (is_plain && n.what == field::status && judges_failed_runs() &&
            beyond(p, common(interval::from(100), interval::to(599))))
            warn(p, "a status is from 100 to 599", "");
    }

    // The latency itself, or a figure made of latencies.
    bool measures_latency(const condition::node& n) const {
        if (n.op == condition::kind::compare) return n.what == field::latency;
        const model::windowed_value& v = spec_.windowed[n.windowed];
        return !model::counts_runs(v.how) && !is_rate(v.how) && v.of.nodes.front().what == field::latency;
    }

    bool judges_failed_runs() const { return spec_.on_failure == model::failure_policy::conditions; }

    bool beyond(const part& p, const interval& possible) const {
        return common(met_by(comparator_of(p), number_of(*p.what, spec_)), possible).is_empty();
    }

    void look_at_pairs(const condition& c, std::uint16_t at, bool negated) {
        std::vector<part> all;
        add_parts(c, at, negated, all);
        for (std::size_t i = 0; i < all.size(); ++i)
            for (std::size_t k = i + 1; k < all.size(); ++k)
                if (exclude_each_other(all[i], all[k], spec_)) warn(all[i], all[k]);
    }

    void warn(const part& p, const std::string& why, std::string hint) {
        out_.warning(place_of_part(placed_, *p.what, out_),
                     fmt::format("{} can never be true: {}", text_of(p), why), std::move(hint));
    }

    void warn(const part& a, const part& b) {
        out_.warning(
            place_of_part(placed_, *b.what, out_),
            fmt::format("this can never be true: {} and {} exclude each other", text_of(a), text_of(b)),
            "join them with `or`?", {{place_of_part(placed_, *a.what, out_), "the other one"}});
    }

    static std::string text_of(const part& p) {
        return quoted(p.negated ? fmt::format("not ({})", p.what->text) : p.what->text);
    }

    static double in_seconds(model::duration d) { return std::chrono::duration<double>(d).count(); }

    const signal_spec& spec_;
    const placed_condition& placed_;
    report& out_;
};

}  // namespace

void warn_never_true(const signal_spec& spec, const placed_condition& c, report& out) {
    checker{spec, c, out}.look_at(c.what, runs::judged);
}

}  // namespace hm::config
