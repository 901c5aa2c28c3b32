#include "config/slo_lints.hpp"

#include "model/slo/calculated.hpp"
#include "model/slo/percent.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace hm::config {

namespace {

using model::entity;

// Without either there is nothing to compare, and large models are loaded often.
bool can_be_compared(const model::definition& m) {
    const auto any = [&](auto&& has) { return std::any_of(m.entities.begin(), m.entities.end(), has); };
    return any([](const entity& e) { return e.kind == model::entity_kind::flow && e.objective; }) &&
           any([](const entity& e) { return model::stated_unavailability(e).has_value(); });
}

void warn(const draft& d, const model::calculated_flow& f) {
    const member& text = *d.entity_texts[model::index(f.flow)];
    const member* objective = text.value.find("objective");
    d.out.warning(
        objective == nullptr ? text.key_at : objective->key_at,
        fmt::format("the objective of the flow {} is out of reach: by what is stated of its parts it works "
                    "{} of the time{}",
                    quoted(text.key), model::format_available(f.down.lowest),
                    f.down.exact() ? "" : " at most"),
        "`healthmodeld slo` shows what each of them costs, and what one more region would bring");
}

}  // namespace

void warn_unreachable_objectives(const draft& d) {
    if (!can_be_compared(d.model)) return;
    const model::calculated_slo s = model::calculate_slo(d.model, {}, {false, false, false});
    for (const model::calculated_flow& f : s.flows)
        if (f.reachable == model::reach::no) warn(d, f);
}

}  // namespace hm::config
