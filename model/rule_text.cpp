#include "model/rule_text.hpp"

#include <fmt/format.h>

#include <bit>

namespace hm::model {

namespace {

std::string_view to_string(measure m) {
    switch (m) {
        case measure::count:
            return "count";
        case measure::percent:
            return "percent";
        case measure::weight_sum:
            return "weight";
        case measure::weight_percent:
            return "weight_percent";
    }
    return {};
}

std::string_view to_string(relation r) {
    switch (r) {
        case relation::at_least:
            return ">=";
        case relation::more_than:
            return ">";
        case relation::at_most:
            return "<=";
        case relation::less_than:
            return "<";
        case relation::equal:
            return "==";
    }
    return {};
}

// n / 10^digits without superfluous zeros: 2500 with 3 digits is 2.5.
std::string decimal(std::int64_t n, int digits) {
    std::int64_t unit = 1;
    for (int i = 0; i < digits; ++i) unit *= 10;
    std::string text = fmt::format("{}.{:0{}}", n / unit, n % unit, digits);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text;
}

std::string listed(rank_set who, const scale& states) {
    std::string names;
    for (std::size_t rank = 0; rank < states.size(); ++rank)
        if (contains(who, states.at(rank)))
            names += (names.empty() ? "" : " ") + states.name(states.at(rank));
    return names;
}

}  // namespace

std::string percent_text(parts_per_billion share) {
    return decimal(share, 7) + "%";
}

std::string weight_text(std::int64_t thousandths) {
    return decimal(thousandths, 3);
}

std::string to_text(const quorum& q) {
    return q.share ? percent_text(*q.share) : std::to_string(q.count);
}

std::string predicate_text(rank_set who, const scale& states) {
    if (who == states.all()) return "any";
    if (std::popcount(who) == 1) return listed(who, states);
    const auto others = static_cast<rank_set>(states.all() & ~who);
    if (std::popcount(others) == 1) return "not " + listed(others, states);
    for (std::size_t rank = 0; rank < states.size(); ++rank) {
        const grade g = states.at(rank);
        if (who == states.not_better_than(g)) return states.name(g) + " or worse";
        if (who == states.not_worse_than(g)) return states.name(g) + " or better";
    }
    return "in [" + listed(who, states) + "]";
}

std::string to_text(const resolution& r, const scale& states) {
    if (r.as == resolution::kind::state) return states.name(r.to);
    const std::string_view word = r.as == resolution::kind::worst ? "worst" : "best";
    return r.k == quorum{1, std::nullopt} ? std::string{word} : fmt::format("{}({})", word, to_text(r.k));
}

std::string to_text(const rung_test& t, const scale& states) {
    std::string value;
    if (t.what == measure::count) value = std::to_string(t.value);
    if (t.what == measure::weight_sum) value = weight_text(t.value);
    if (t.what == measure::percent || t.what == measure::weight_percent) value = percent_text(t.value);
    return fmt::format("{}({}) {} {}", to_string(t.what), predicate_text(t.who, states), to_string(t.is),
                       value);
}

std::string to_text(const rung& r, const scale& states) {
    std::string text;
    for (const rung_test& t : r.when) text += (text.empty() ? "" : " and ") + to_text(t, states);
    return text;
}

}  // namespace hm::model
