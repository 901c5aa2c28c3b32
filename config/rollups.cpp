#include "config/rollups.hpp"

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
constexpr std::string_view at_least_word = "at_least";
constexpr std::array<std::string_view, 3> later_keys{"ladder", "worst", "else"};

std::optional<quorum> as_quorum(const node& n, report& out) {
    if (n.what != node::kind::scalar || !n.text.ends_with('%')) {
        const auto count = as_integer(n, out, 1, max_quorum);
        return count ? std::optional{quorum{static_cast<std::uint32_t>(*count), {}}} : std::nullopt;
    }
    const auto share = as_percentage(n, out);
    if (!share) return std::nullopt;
    if (*share > 0) return quorum{0, share};
    out.error(n.at, "a quorum of 0% is always met");
    return std::nullopt;
}

bool is_larger(const quorum& a, const quorum& b) {
    if (a.share.has_value() != b.share.has_value()) return false;  // depends on how many there are
    return a.share ? *a.share > *b.share : a.count > b.count;
}

}  // namespace

std::optional<at_least_rule> read_at_least(const member& m, report& out) {
    if (m.value.what == node::kind::scalar) {
        out.error(m.value.at, fmt::format("expected quorums, found {}", quoted(m.value.text)),
                  "write it like at_least: { healthy: 2, degraded: 1 }");
        return std::nullopt;
    }
    if (!expect_map(m.value, out)) return std::nullopt;
    map_reader keys{m.value, m.key_at, out};
    at_least_rule rule;
    const member* healthy = keys.find("healthy");
    const member* degraded = keys.find("degraded");
    keys.finish();
    if (healthy == nullptr && degraded == nullptr) {
        out.error(m.key_at, "at least one of \"healthy\" and \"degraded\" is needed",
                  "write it like at_least: { healthy: 2, degraded: 1 }");
        return std::nullopt;
    }
    if (healthy != nullptr) rule.healthy = as_quorum(healthy->value, out);
    if (degraded != nullptr) rule.degraded = as_quorum(degraded->value, out);
    if (rule.healthy && rule.degraded && is_larger(*rule.degraded, *rule.healthy))
        out.error(degraded->value.at,
                  fmt::format("the quorum for degraded ({}) is larger than the one for healthy ({})",
                              degraded->value.text, healthy->value.text),
                  "one child more or less would turn healthy into unhealthy: swap them?");
    return rule;
}

std::optional<rollup_rule> as_rollup(const node& n, report& out) {
    if (n.what == node::kind::scalar && n.text == at_least_word) {
        out.error(n.at, "\"at_least\" needs its quorums",
                  "write it like { at_least: { healthy: 2, degraded: 1 } }");
        return std::nullopt;
    }
    if (n.what != node::kind::map) {
        const auto kind = as_word(n, out, rollup_words);
        return kind ? std::optional{rollup_rule{*kind}} : std::nullopt;
    }
    map_reader keys{n, n.at, out};
    keys.refuse(later_keys, "is not supported by this version", "");
    const member* quorums = keys.find(at_least_word);
    keys.finish();
    if (quorums == nullptr) {
        out.error(n.at, "expected a word or quorums", "write `best`, or { at_least: { healthy: 2 } }");
        return std::nullopt;
    }
    const auto rule = read_at_least(*quorums, out);
    return rule ? std::optional{rollup_rule{*rule}} : std::nullopt;
}

void warn_unreachable(const member& quorums, const at_least_rule& rule, std::size_t count,
                      std::string_view children, report& out) {
    const auto check = [&](std::string_view key, const std::optional<quorum>& q) {
        const member* at = quorums.value.find(key);
        if (!q || q->share || q->count <= count || at == nullptr) return;
        out.warning(at->value.at,
                    fmt::format("{} {} can never be met: there are {} {}", key, q->count, count, children));
    };
    check("healthy", rule.healthy);
    check("degraded", rule.degraded);
}

void warn_unreachable(const member* rollup, const rollup_rule& rule, std::size_t count,
                      std::string_view children, report& out) {
    if (rollup == nullptr || rule.kind != rollup_kind::at_least) return;
    if (const member* quorums = rollup->value.find(at_least_word))
        warn_unreachable(*quorums, rule.at_least, count, children, out);
}

}  // namespace hm::config
