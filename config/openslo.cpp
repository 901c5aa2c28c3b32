#include "config/openslo.hpp"

#include "config/reader.hpp"

#include <algorithm>
#include <deque>
#include <map>

namespace hm::config {

namespace {

using path = std::initializer_list<std::string_view>;

// What stands at the end of a path of keys; null when there is nothing.
const node* at(const node& from, path keys) {
    const node* n = &from;
    for (const std::string_view key : keys) {
        const member* m = n->what == node::kind::map ? n->find(key) : nullptr;
        if (m == nullptr) return nullptr;
        n = &m->value;
    }
    return n;
}

std::string text_at(const node& from, path keys) {
    const node* n = at(from, keys);
    return n == nullptr ? std::string{} : n->text;
}

// One document of a file, with the lines of the others left empty, so that places are right.
std::vector<std::string> documents_of(std::string_view text) {
    std::vector<std::string> all{""};
    std::string above;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(end);
        if (line.starts_with("---"))
            all.push_back(above + "\n");
        else
            all.back() += line;
        above += '\n';
    }
    std::erase_if(all,
                  [](const std::string& d) { return d.find_first_not_of(" \n\r") == std::string::npos; });
    return all;
}

// "0.9995" → 99.95%: a decimal fraction with its point two places on.
std::optional<std::string> percent_of(const std::string& fraction) {
    const std::size_t point = std::min(fraction.find('.'), fraction.size());
    std::string digits = fraction.substr(0, point);
    std::string behind = point < fraction.size() ? fraction.substr(point + 1) : "";
    if ((digits + behind).find_first_not_of("0123456789") != std::string::npos || fraction.empty())
        return std::nullopt;
    behind.append(behind.size() < 2 ? 2 - behind.size() : 0, '0');
    digits += behind.substr(0, 2);
    behind.erase(0, 2);
    while (digits.size() > 1 && digits.front() == '0') digits.erase(0, 1);
    while (!behind.empty() && behind.back() == '0') behind.pop_back();
    return digits + (behind.empty() ? "" : "." + behind) + "%";
}

// What one SLO becomes.
struct flow_text {
    std::string comment;
    std::string target, degraded, window, method, slice, slice_target, good, total;
    std::vector<std::string> alerts, events;
};

class importer {
public:
    explicit importer(report& out) : out_(out) {}

    void add(const node& document) {
        const node* version = at(document, {"apiVersion"});
        if (version == nullptr || version->text != "openslo/v1") {
            out_.error(version == nullptr ? document.at : version->at, "this is no document of openslo/v1",
                       "it begins with `apiVersion: openslo/v1`");
            return;
        }
        const std::string kind = text_at(document, {"kind"});
        if (kind == "SLO")
            slos_.push_back(&document);
        else
            named_[{kind, text_at(document, {"metadata", "name"})}] = &document;
    }

    std::string text() {
        for (const node* slo : slos_) read(*slo);
        join_targets();
        if (out_.has_errors()) return {};
        std::string text = "flows:\n", components;
        for (const auto& [name, f] : flows_) {
            text += flow_of(name, f);
            if (!f.events.empty()) components += events_of(name, f);
        }
        return components.empty() ? text : text + "components:\n" + components;
    }

private:
    void read(const node& slo) {
        const node* name = at(slo, {"metadata", "name"});
        const node* spec = at(slo, {"spec"});
        if (name == nullptr || spec == nullptr)
            return out_.error(slo.at, "an SLO has `metadata: { name: … }` and `spec:`");
        if (const auto good = parse_name(name->text); !good)
            return out_.error(name->at, good.wrong.message, good.wrong.hint);
        if (flows_.contains(name->text))
            return out_.error(name->at, fmt::format("{} stands here twice", quoted(name->text)));
        flow_text f;
        f.comment = text_at(*spec, {"description"});
        std::replace(f.comment.begin(), f.comment.end(), '\n', ' ');
        read_window(*spec, f);
        read_objective(*spec, f);
        read_indicator(name->text, *spec, f);
        if (const node* policies = at(*spec, {"alertPolicies"}))
            for (const node& each : policies->items) read_policy(each, f);
        flows_.emplace(name->text, std::move(f));
    }

    void read_window(const node& spec, flow_text& f) {
        const node* windows = at(spec, {"timeWindow"});
        if (windows == nullptr || windows->items.empty()) return;
        const node& w = windows->items.front();
        const std::string length = text_at(w, {"duration"});
        if (at(w, {"calendar"}) == nullptr) {
            f.window = length.ends_with('w') ? fmt::format("{}d", 7 * std::atoi(length.c_str())) : length;
            return;
        }
        const std::map<std::string, std::string_view> units{
            {"1d", "day"}, {"1w", "week"}, {"1M", "month"}, {"1Q", "quarter"}};
        const auto unit = units.find(length);
        if (unit == units.end())
            return out_.error(w.at, fmt::format("a calendar window of {} has no counterpart", quoted(length)),
                              "there are 1d, 1w, 1M and 1Q");
        const std::string zone = text_at(w, {"calendar", "timeZone"});
        f.window = fmt::format("{{ calendar: {}, zone: {} }}", unit->second, zone.empty() ? "UTC" : zone);
    }

    void read_objective(const node& spec, flow_text& f) {
        const std::string method = text_at(spec, {"budgetingMethod"});
        f.method = method == "Timeslices" ? "slices" : method == "Occurrences" ? "events" : "time";
        const node* all = at(spec, {"objectives"});
        if (all == nullptr || all->items.empty()) return out_.error(spec.at, "an SLO has `objectives:`");
        const node& first = all->items.front();
        if (all->items.size() > 1)
            out_.warning(all->items[1].at, "only the first objective is taken",
                         "write the others as SLOs of their own");
        const std::string percent = text_at(first, {"targetPercent"});
        const auto target =
            percent.empty() ? percent_of(text_at(first, {"target"})) : std::optional{percent + "%"};
        if (!target) return out_.error(first.at, "an objective has `target: 0.999` or `targetPercent: 99.9`");
        f.target = *target;
        f.slice = text_at(first, {"timeSliceWindow"});
        if (const node* slice_target = at(first, {"timeSliceTarget"});
            slice_target != nullptr && f.method == "slices")
            f.slice_target = percent_of(slice_target->text).value_or("100%");
    }

    const node* resolved(const node& n, std::string_view ref, const std::string& kind) {
        const node* name = at(n, {ref});
        if (name == nullptr) return &n;
        const auto found = named_.find({kind, name->text});
        if (found != named_.end()) return found->second;
        out_.warning(name->at, fmt::format("there is no {} {} in these files", kind, quoted(name->text)));
        return nullptr;
    }

    // Events are counted by others, and pushed; what asks our own metrics needs nothing.
    void read_indicator(const std::string& name, const node& spec, flow_text& f) {
        const node* inline_one = at(spec, {"indicator"});
        const node* sli = inline_one != nullptr ? inline_one : resolved(spec, "indicatorRef", "SLI");
        const node* ratio = sli == nullptr ? nullptr : at(*sli, {"spec", "ratioMetric"});
        const node* good = ratio == nullptr ? nullptr : at(*ratio, {"good"});
        const node* total = ratio == nullptr ? nullptr : at(*ratio, {"total"});
        if (good == nullptr || total == nullptr) {
            if (f.method == "events") {
                f.method = "time";
                out_.warning(spec.at,
                             fmt::format("{} counts no good and total events: its objective is by time here",
                                         quoted(name)));
            }
            return;
        }
        f.good = source_of(name, "good", *good, f);
        f.total = source_of(name, "total", *total, f);
    }

    std::string source_of(const std::string& name, std::string_view role, const node& metric, flow_text& f) {
        const std::string own = text_at(metric, {"metricSource", "spec", "signal"});
        if (text_at(metric, {"metricSource", "type"}) == "healthmodel" && !own.empty()) return own;
        std::string query = text_at(metric, {"metricSource", "spec", "query"});
        std::replace(query.begin(), query.end(), '\n', ' ');
        f.events.push_back(fmt::format("      {}: {{ push: {{ token: \"${{credential:{}-events}}\" }} }}{}\n",
                                       role, name, query.empty() ? "" : "  # the number of: " + query));
        return fmt::format("{}-events/{}", name, role);
    }

    void read_policy(const node& item, flow_text& f) {
        const node* policy = resolved(item, "alertPolicyRef", "AlertPolicy");
        const node* conditions = policy == nullptr ? nullptr : at(*policy, {"spec", "conditions"});
        if (conditions == nullptr) return;
        for (const node& each : conditions->items) {
            const node* c = resolved(each, "conditionRef", "AlertCondition");
            if (c != nullptr) read_condition(*policy, *c, f);
        }
    }

    void read_condition(const node& policy, const node& c, flow_text& f) {
        if (text_at(c, {"spec", "condition", "kind"}) != "burnrate")
            return out_.warning(c.at, "only conditions of kind burnrate have a counterpart");
        const std::string severity = text_at(c, {"spec", "severity"});
        const bool page = severity == "page" || severity == "critical" || severity == "high";
        const std::string after = text_at(c, {"spec", "condition", "alertAfter"});
        const std::string recent = text_at(policy, {"metadata", "annotations", "healthmodel/short-window"});
        f.alerts.push_back(
            fmt::format("{{ severity: {}, burn_rate: {}, over: {}{}{} }}", page ? "page" : "ticket",
                        text_at(c, {"spec", "condition", "threshold"}),
                        text_at(c, {"spec", "condition", "lookbackWindow"}),
                        recent.empty() ? "" : ", short: " + recent, after.empty() ? "" : ", for: " + after));
    }

    // What `export openslo` makes two of is one here.
    void join_targets() {
        constexpr std::string_view suffix = "-healthy";
        for (auto f = flows_.begin(); f != flows_.end();) {
            const bool is_second = f->first.ends_with(suffix);
            const auto first =
                is_second ? flows_.find(f->first.substr(0, f->first.size() - suffix.size())) : flows_.end();
            if (first == flows_.end()) {
                ++f;
                continue;
            }
            first->second.degraded = f->second.target;
            f = flows_.erase(f);
        }
    }

    static std::string flow_of(const std::string& name, const flow_text& f) {
        std::string text =
            fmt::format("  {}:{}\n    objective:\n", name, f.comment.empty() ? "" : "  # " + f.comment);
        const auto line = [&](std::string_view key, const std::string& value) {
            if (!value.empty()) text += fmt::format("      {}: {}\n", key, value);
        };
        line("target", f.target);
        line("degraded", f.degraded);
        line("window", f.window);
        line("good", f.good);
        line("total", f.total);
        line("method", f.method == "time" && f.good.empty() ? "" : f.method);
        line("slice", f.slice);
        line("slice_target", f.slice_target);
        if (!f.alerts.empty()) text += "      alerts:\n";
        for (const std::string& alert : f.alerts) text += "        - " + alert + "\n";
        return text;
    }

    static std::string events_of(const std::string& name, const flow_text& f) {
        std::string text = fmt::format("  {}-events:\n    signals:\n", name);
        for (const std::string& signal : f.events) text += signal;
        return text;
    }

    report& out_;
    std::vector<const node*> slos_;
    std::map<std::pair<std::string, std::string>, const node*> named_;  // by kind and name
    std::map<std::string, flow_text> flows_;
};

}  // namespace

imported_objectives import_openslo(const std::vector<source>& files) {
    report out;
    std::deque<std::string> texts;  // the report looks into them
    std::deque<node> documents;
    importer all{out};
    for (const source& file : files)
        for (std::string& document : documents_of(without_bom(file.text))) {
            texts.push_back(std::move(document));
            const file_number number = out.add_source(file.name, texts.back());
            if (documents.size() == max_openslo_documents) {
                out.error({0, 0, number}, fmt::format("more than {} documents", max_openslo_documents));
                return {{}, out.take()};
            }
            auto tree = parse_tree(texts.back(), out, {}, number);
            if (!tree) continue;
            documents.push_back(std::move(*tree));
            all.add(documents.back());
        }
    imported_objectives result;
    result.text = all.text();
    result.diagnostics = out.take();
    return result;
}

}  // namespace hm::config
