#include "config/comparisons.hpp"

namespace hm::config {

using model::condition;

bool compare_the_same(const condition::node& a, const condition::node& b, const model::signal_spec& spec) {
    if (a.op != b.op) return false;
    if (a.op == condition::kind::compare || a.op == condition::kind::flag)
        return a.what == b.what && a.body_index == b.body_index;
    if (a.op != condition::kind::windowed) return false;
    const model::windowed_value &x = spec.windowed[a.windowed], &y = spec.windowed[b.windowed];
    return x.how == y.how && x.of == y.of && x.window == y.window;
}

double number_of(const condition::node& comparison, const model::signal_spec& spec) {
    const double number = std::get<double>(comparison.literal);
    if (comparison.op != condition::kind::windowed) return number;
    const model::windowed_value& v = spec.windowed[comparison.windowed];
    return is_rate(v.how) ? number / static_cast<double>(v.per.count()) : number;
}

}  // namespace hm::config
