#include "config/ladder_checks.hpp"

#include "config/interval.hpp"
#include "model/rule_text.hpp"

namespace hm::config {

namespace {

using model::measure;
using model::relation;
using model::rung_test;

bool is_share(measure m) {
    return m == measure::percent || m == measure::weight_percent;
}

// Counts and weights (in thousandths) are whole numbers, shares are not.
interval met_by(const rung_test& t) {
    const auto value = static_cast<double>(t.value);
    switch (t.is) {
        case relation::at_least:
            return interval::from(value);
        case relation::more_than:
            return is_share(t.what) ? interval::above(value) : interval::from(value + 1);
        case relation::at_most:
            return interval::to(value);
        case relation::less_than:
            return is_share(t.what) ? interval::below(value) : interval::to(value - 1);
        case relation::equal:
            return interval::only(value);
    }
    return {};
}

interval possible(measure m, std::size_t count) {
    if (is_share(m)) return common(interval::from(0), interval::to(static_cast<double>(model::whole)));
    if (m == measure::weight_sum) return interval::from(0);
    return common(interval::from(0), interval::to(static_cast<double>(count)));
}

bool exclude_each_other(const rung_test& a, const rung_test& b) {
    return a.what == b.what && a.who == b.who && common(met_by(a), met_by(b)).is_empty();
}

}  // namespace

void warn_never_true(const node& rungs, const model::ladder& l, std::size_t count, std::string_view children,
                     report& out, const model::scale& states) {
    for (std::size_t i = 0; i < l.rungs.size(); ++i) {
        const place at = rungs.items[i].find("when")->value.at;
        const std::vector<rung_test>& tests = l.rungs[i].when;
        for (std::size_t a = 0; a < tests.size(); ++a) {
            const std::string text = quoted(to_text(tests[a], states));
            if (common(met_by(tests[a]), possible(tests[a].what, count)).is_empty())
                out.warning(at, tests[a].what == measure::count
                                    ? fmt::format("{} can never be true: the number of {} is {}", text,
                                                  children, count)
                                    : fmt::format("{} can never be true", text));
            for (std::size_t b = a + 1; b < tests.size(); ++b)
                if (exclude_each_other(tests[a], tests[b]))
                    out.warning(at, fmt::format("this can never be true: {} and {} exclude each other", text,
                                                quoted(to_text(tests[b], states))));
        }
    }
}

}  // namespace hm::config
