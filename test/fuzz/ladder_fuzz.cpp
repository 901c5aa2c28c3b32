// Any text as the `when` of a rung: refused at a place within it; or tests which, written out, are read the
// same again, and which a ladder of them climbs for any children.
#include "config/ladders.hpp"

#include "model/rollup.hpp"
#include "model/rule_text.hpp"

#include <cstdlib>

using namespace hm;

namespace {

void require(bool holds) {
    if (!holds) std::abort();
}

model::tally children_from(std::string_view bytes, const model::scale& states) {
    model::tally t;
    t.count.fill(0);
    t.weight.fill(0);
    for (const char c : bytes.substr(0, 64)) {
        const auto b = static_cast<unsigned char>(c);
        const model::grade g = states.at(b % states.size());
        ++t.total;
        ++t.count[g.rank()];
        t.weight[g.rank()] += b % 7 * model::max_weight;
        t.present = static_cast<model::rank_set>(t.present | 1U << g.rank());
    }
    return t;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const model::scale& states = model::scale::standard();
    const auto tests = config::parse_when(text, states);
    const auto result = config::parse_resolution(text, states);
    for (const auto* wrong : {tests ? nullptr : &tests.wrong, result ? nullptr : &result.wrong})
        if (wrong != nullptr) require(wrong->offset <= text.size() && !wrong->message.empty());

    model::ladder l;
    if (result) {
        const auto again = config::parse_resolution(to_text(*result.value, states), states);
        require(again && *again.value == *result.value);
        l.otherwise = *result.value;
    }
    if (tests) {
        const model::rung r{*tests.value, l.otherwise};
        const auto again = config::parse_when(to_text(r, states), states);
        require(again && *again.value == r.when);
        l.rungs.push_back(r);
    }
    for (const auto round : {model::rounding::exact, model::rounding::floor, model::rounding::up}) {
        l.round = round;
        const model::decision d = model::climb(l, children_from(text, states), states);
        require(d.now.rank() < states.size());
        require(!d.rung || *d.rung < l.rungs.size());
    }
    return 0;
}
