#include "config/rollups.hpp"

#include "config/ladder_checks.hpp"
#include "config/ladders.hpp"
#include "config/states.hpp"

#include <algorithm>

namespace hm::config {

namespace {

using model::at_least_rule;
using model::quorum;
using model::rollup_kind;
using model::rollup_rule;

constexpr std::array<word<rollup_kind>, 4> rollup_words{{{"worst", rollup_kind::worst},
                                                         {"best", rollup_kind::best},
                                                         {"weighted", rollup_kind::weighted},
                                                         {"redundant", rollup_kind::redundant}}};
constexpr std::array<word<rollup_kind>, 5> region_words{{{"flows", rollup_kind::flows},
                                                         {"worst", rollup_kind::worst},
                                                         {"best", rollup_kind::best},
                                                         {"weighted", rollup_kind::weighted},
                                                         {"redundant", rollup_kind::redundant}}};
// The keys of a rule that is a map: exactly one of them.
constexpr std::array<std::string_view, 4> rule_keys{"at_least", "worst", "best", "ladder"};

constexpr std::string_view at_least_example = "write it like at_least: { healthy: 2, degraded: 1 }";

std::optional<quorum> as_quorum(const node& n, report& out) {
    return as_parsed(n, out, parse_quorum);
}

bool is_larger(const quorum& a, const quorum& b) {
    if (a.share.has_value() != b.share.has_value()) return false;  // depends on how many there are
    return a.share ? *a.share > *b.share : a.count > b.count;
}

// A worse state takes fewer children.
bool check_quorums(const member& m, const at_least_rule& rule, report& out, const model::scale& states) {
    for (std::size_t i = 1; i < rule.size(); ++i) {
        const auto& [better, of_better] = rule[i - 1];
        const auto& [worse, of_worse] = rule[i];
        if (!is_larger(of_worse, of_better)) continue;
        const member& at = *m.value.find(states.name(worse));
        out.error(
            at.value.at,
            fmt::format("the quorum for {} ({}) is larger than the one for {} ({})", at.key, at.value.text,
                        states.name(better), m.value.find(states.name(better))->value.text),
            fmt::format("one child more or less would turn {} into {}: swap them?", states.name(better),
                        states.name(states.worst())));
        return false;
    }
    return true;
}

std::optional<rollup_rule> read_rule(const member& rule, map_reader& keys, report& out,
                                     const model::scale& states) {
    if (rule.key == "ladder") {
        auto l = read_ladder(keys, rule, states, out);
        return l ? std::optional{rollup_rule{std::move(*l)}} : std::nullopt;
    }
    if (rule.key == "at_least") {
        auto quorums = read_at_least(rule, out, states);
        return quorums ? std::optional{rollup_rule{std::move(*quorums)}} : std::nullopt;
    }
    rollup_rule r = rule.key == "worst" ? rollup_kind::worst : rollup_kind::best;
    const auto k = as_quorum(rule.value, out);
    if (!k) return std::nullopt;
    r.k = *k;
    return r;
}

std::optional<rollup_rule> read_map(const node& n, report& out, const model::scale& states) {
    map_reader keys{n, n.at, out};
    const member* rule = nullptr;
    for (const std::string_view key : rule_keys) {
        const member* m = keys.find(key);
        if (m == nullptr) continue;
        if (rule != nullptr) {
            out.error(m->key_at, fmt::format("a rollup is one rule; this is {} already", quoted(rule->key)));
            return std::nullopt;
        }
        rule = m;
    }
    if (rule == nullptr) {
        keys.finish();
        out.error(n.at, "expected a word or quorums",
                  "write `best`, { at_least: { healthy: 2 } }, or { ladder: [ … ] }");
        return std::nullopt;
    }
    auto r = read_rule(*rule, keys, out, states);
    keys.finish();
    return r;
}

template <std::size_t N>
std::optional<rollup_rule> as_rule(const node& n, report& out, const model::scale& states,
                                   const std::array<word<rollup_kind>, N>& words) {
    if (n.what == node::kind::map) return read_map(n, out, states);
    if (n.what == node::kind::scalar && n.text == "at_least") {
        out.error(n.at, "\"at_least\" needs its quorums",
                  "write it like { at_least: { healthy: 2, degraded: 1 } }");
        return std::nullopt;
    }
    const auto kind = as_word(n, out, words);
    return kind ? std::optional{rollup_rule{*kind}} : std::nullopt;
}

}  // namespace

std::optional<at_least_rule> read_at_least(const member& m, report& out, const model::scale& states) {
    if (m.value.what == node::kind::scalar) {
        out.error(m.value.at, fmt::format("expected quorums, found {}", quoted(m.value.text)),
                  std::string{at_least_example});
        return std::nullopt;
    }
    if (!expect_map(m.value, out)) return std::nullopt;
    map_reader keys{m.value, m.key_at, out};
    at_least_rule rule;
    std::vector<std::string> possible;
    bool good = true;
    for (std::size_t rank = 0; rank < states.size(); ++rank) {
        const model::grade g = states.at(rank);
        if (!model::is_known(g) || g == states.worst()) continue;
        possible.push_back(quoted(states.name(g)));
        const member* wanted = keys.find(states.name(g));
        if (wanted == nullptr) continue;
        const auto q = as_quorum(wanted->value, out);
        good = good && q;
        if (q) rule.emplace_back(g, *q);
    }
    keys.finish();
    if (!good) return std::nullopt;
    if (rule.empty()) {
        if (m.value.members.empty())
            out.error(m.key_at, fmt::format("at least one of {} is needed", fmt::join(possible, " and ")),
                      std::string{at_least_example});
        return std::nullopt;
    }
    return check_quorums(m, rule, out, states) ? std::optional{std::move(rule)} : std::nullopt;
}

std::optional<rollup_rule> as_rollup(const node& n, report& out, const model::scale& states) {
    return as_rule(n, out, states, rollup_words);
}

std::optional<rollup_rule> as_region_rollup(const node& n, report& out, const model::scale& states) {
    return as_rule(n, out, states, region_words);
}

void warn_unreachable(const member& quorums, const at_least_rule& rule, std::size_t count,
                      std::string_view children, report& out, const model::scale& states) {
    for (const auto& [g, q] : rule) {
        const member* at = quorums.value.find(states.name(g));
        if (q.share || q.count <= count || at == nullptr) continue;
        out.warning(at->value.at, fmt::format("{} {} can never be met: there are {} {}", at->key, q.count,
                                              count, children));
    }
}

void warn_unreachable(const member* rollup, const rollup_rule& rule, std::size_t count,
                      std::string_view children, report& out, const model::scale& states) {
    if (rollup == nullptr) return;
    if (rule.kind == rollup_kind::ladder)
        warn_never_true(rollup->value.find("ladder")->value, rule.ladder, count, children, out, states);
    if (rule.kind != rollup_kind::at_least) return;
    if (const member* quorums = rollup->value.find("at_least"))
        warn_unreachable(*quorums, rule.at_least, count, children, out, states);
}

}  // namespace hm::config
