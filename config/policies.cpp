#include "config/policies.hpp"

#include "config/states.hpp"

namespace hm::config {

namespace {

using model::empty_policy;
using model::unknown_policy;

constexpr std::array<word<unknown_policy>, 3> unknown_words{
    {{"bounds", unknown_policy::bounds}, {"drop", unknown_policy::drop}, {"state", unknown_policy::state}}};

void read_unknown(const node& n, model::node_policy& into, report& out) {
    if (n.what == node::kind::map)
        into.hold = read_hold(n, out);
    else if (!is_bare_hold(n, out))
        into.unknown = as_word(n, out, unknown_words).value_or(into.unknown);
}

std::optional<empty_policy> as_empty(const node& n, report& out, const model::scale& states) {
    if (n.what == node::kind::scalar && n.text == "drop") return empty_policy{empty_policy::kind::drop, {}};
    if (n.what == node::kind::scalar && n.text == "evaluate")
        return empty_policy{empty_policy::kind::evaluate, {}};
    const auto g = as_state(n, out, states);
    return g ? std::optional{empty_policy{empty_policy::kind::state, *g}} : std::nullopt;
}

using output_map = std::vector<std::pair<model::grade, model::grade>>;

std::optional<output_map> as_output(const node& n, report& out, const model::scale& states) {
    if (!expect_map(n, out)) return std::nullopt;
    map_reader keys{n, n.at, out};
    output_map map;
    bool good = true;
    for (std::size_t rank = 0; rank < states.size(); ++rank) {
        const node* to = keys.optional(states.name(states.at(rank)));
        if (to == nullptr) continue;
        const auto g = as_state(*to, out, states);
        good = good && g;
        if (g) map.emplace_back(states.at(rank), *g);
    }
    keys.finish();
    return good ? std::optional{std::move(map)} : std::nullopt;
}

}  // namespace

std::optional<model::duration> read_hold(const node& n, report& out) {
    map_reader keys{n, n.at, out};
    std::optional<model::duration> age;
    if (const node* hold = keys.required("hold")) age = as_duration(*hold, out, min_hold, max_hold);
    keys.finish();
    return age;
}

bool is_bare_hold(const node& n, report& out) {
    if (n.what != node::kind::scalar || n.text != "hold") return false;
    out.error(n.at, "\"hold\" needs an age", "write it like unknown: { hold: 10m }");
    return true;
}

void read_policy(map_reader& keys, model::node_policy& into, report& out, const model::scale& states) {
    if (const node* unknown = keys.optional("unknown")) read_unknown(*unknown, into, out);
    keys.read("min_known", into.min_known, as_percentage);
    keys.read("empty", into.empty, as_empty, states);
    keys.read("output", into.output, as_output, states);
}

std::optional<need_unknown> as_need_unknown(const node& n, report& out) {
    if (n.what == node::kind::map) {
        const auto age = read_hold(n, out);
        return age ? std::optional{need_unknown{false, age}} : std::nullopt;
    }
    if (is_bare_hold(n, out)) return std::nullopt;
    const auto text = as_text(n, out);
    if (text && *text == "drop") return need_unknown{true, {}};
    if (text)
        out.error(n.at, fmt::format("{} is not what a need can do with unknown", quoted(*text)),
                  "leave it out of the count with `drop`, or write { hold: 10m }");
    return std::nullopt;
}

}  // namespace hm::config
