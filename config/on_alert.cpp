#include "config/on_alert.hpp"

#include <algorithm>

namespace hm::config {

namespace {

using model::alerts::severity;

constexpr std::array<word<severity>, 2> severity_words{
    {{"page", severity::page}, {"ticket", severity::ticket}}};

// What every alert says of itself already.
constexpr std::array<std::string_view, 10> taken_labels{
    "alertname", "alert", "severity", "rule", "node", "kind", "region", "model", "owner", "incident"};

// As Prometheus and Alertmanager take it.
bool is_label_name(std::string_view name) {
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
    const auto allowed = [&](char c) { return letter(c) || (c >= '0' && c <= '9'); };
    return !name.empty() && name.size() <= max_name_length && letter(name.front()) &&
           std::ranges::all_of(name, allowed);
}

std::optional<std::string> as_bounded_text(const node& n, report& out) {
    std::optional<std::string> text = as_text(n, out);
    if (!text || text->size() <= max_note_text) return text;
    out.error(n.at, fmt::format("longer than {} bytes", max_note_text));
    return std::nullopt;
}

void read_label(const member& m, std::map<std::string, std::string>& into, report& out) {
    if (!is_label_name(m.key))
        return out.error(m.key_at, fmt::format("{} is no name of a label", quoted(m.key)),
                         "letters, digits and underscores, and no digit first");
    if (std::ranges::find(taken_labels, m.key) != taken_labels.end())
        return out.error(m.key_at, fmt::format("every alert has the label {} already", quoted(m.key)));
    if (auto text = as_bounded_text(m.value, out)) into.emplace(m.key, std::move(*text));
}

void read_labels(const member& m, std::map<std::string, std::string>& into, report& out) {
    if (!expect_map(m.value, out)) return;
    if (m.value.members.size() > max_note_labels)
        return out.error(m.key_at, fmt::format("more than {} labels", max_note_labels));
    for (const member& one : m.value.members) read_label(one, into, out);
}

}  // namespace

std::optional<model::alerts::severity> as_severity(const node& n, report& out) {
    return as_word(n, out, severity_words);
}

void read_on_alert(const member& m, model::alerts::notes& into, report& out) {
    if (!expect_map(m.value, out)) return;
    map_reader keys{m.value, m.key_at, out};
    keys.read("owner", into.owner, as_bounded_text);
    keys.read("runbook", into.runbook, as_bounded_text);
    if (const node* most = keys.optional("severity")) into.at_most = as_severity(*most, out);
    if (const member* labels = keys.find("labels")) read_labels(*labels, into.labels, out);
    keys.finish();
}

}  // namespace hm::config
