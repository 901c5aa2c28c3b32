#include "config/model_tests.hpp"

#include "config/read_model.hpp"
#include "config/reader.hpp"
#include "config/states.hpp"
#include "config/test_results.hpp"

#include <algorithm>
#include <filesystem>

namespace hm::config {

namespace {

constexpr std::array<word<model::verdict>, 3> verdict_words{
    {{"up", model::verdict::up}, {"degraded", model::verdict::degraded}, {"down", model::verdict::down}}};
constexpr std::array<std::string_view, 5> keys_of_a_step{"given", "force", "signals", "expect", "at"};

// "0.83": a ratio as answers show it.
std::optional<std::string> as_score(const node& n, report& out) {
    const auto text = as_text(n, out);
    if (!text) return std::nullopt;
    const auto w = parse_weight(*text);
    const bool is_ratio = w && *w.value <= model::weight_one;
    const bool four_decimals =
        text->size() == 6 && text->starts_with("0.") &&
        std::all_of(text->begin() + 2, text->end(), [](char c) { return c >= '0' && c <= '9'; });
    if (is_ratio || four_decimals) return text;
    out.error(n.at, fmt::format("expected a score from 0 to 1 with at most four decimals, found {}",
                                config::quoted(*text)));
    return std::nullopt;
}

std::optional<std::vector<std::string>> as_names(const node& n, report& out) {
    std::vector<std::string> names;
    for (const node& item : one_or_more(n)) {
        const auto text = as_text(item, out);
        if (!text) return std::nullopt;
        names.push_back(*text);
    }
    std::sort(names.begin(), names.end());
    return names;
}

class tests_reader {
public:
    tests_reader(const model::graph& g, report& out) : graph_(g), out_(out) {}

    std::vector<model_test> read(const member& tests) {
        std::vector<model_test> all;
        if (!expect_list(tests.value, out_)) return all;
        if (tests.value.items.size() > max_tests) {
            out_.error(tests.key_at, fmt::format("more than {} tests in one file", max_tests));
            return all;
        }
        for (const node& item : tests.value.items)
            if (expect_map(item, out_)) all.push_back(read_test(item));
        return all;
    }

private:
    model_test read_test(const node& item) {
        map_reader keys{item, item.at, out_};
        model_test t;
        t.line = item.at.line;
        if (const node* name = keys.required("name")) t.name = as_text(*name, out_).value_or("");
        const member* steps = keys.find("steps");
        if (steps == nullptr) {
            t.steps.push_back(read_step(keys, false));
        } else {
            keys.refuse(keys_of_a_step, "stands in a step when there are `steps`",
                        "put it in the first step");
            read_steps(*steps, t);
        }
        keys.finish();
        return t;
    }

    void read_steps(const member& steps, model_test& into) {
        if (!expect_list(steps.value, out_)) return;
        if (steps.value.items.size() > max_steps) {
            out_.error(steps.key_at, fmt::format("more than {} steps in one test", max_steps));
            return;
        }
        for (const node& item : steps.value.items) {
            if (!expect_map(item, out_)) continue;
            map_reader keys{item, item.at, out_};
            test_step step = read_step(keys, true);
            keys.finish();
            const bool goes_back = !into.steps.empty() && step.at < into.steps.back().at;
            if (goes_back) out_.error(item.at, "this step is earlier than the one before it");
            into.steps.push_back(std::move(step));
        }
    }

    test_step read_step(map_reader& keys, bool timed) {
        test_step s;
        if (timed)
            if (const node* at = keys.required("at"))
                s.at = as_duration(*at, out_, model::duration{0}, max_test_time).value_or(model::duration{});
        if (const node* given = keys.optional("given")) s.given = read_states(*given);
        if (const node* forced = keys.optional("force")) s.forced = read_states(*forced);
        if (const node* signals = keys.optional("signals")) read_results(*signals, s);
        if (const node* expect = keys.optional("expect")) read_expectations(*expect, s);
        return s;
    }

    std::vector<given_state> read_states(const node& map) {
        std::vector<given_state> all;
        if (!expect_map(map, out_)) return all;
        for (const member& m : map.members) {
            const auto v = vertex_named(m);
            given_state g;
            if (m.value.what == node::kind::map)
                read_flags(m, g);
            else
                g.state = as_state(m.value, out_, graph_.states());
            if (!v) continue;
            g.node = *v;
            all.push_back(g);
        }
        return all;
    }

    void read_flags(const member& m, given_state& into) {
        map_reader keys{m.value, m.key_at, out_};
        if (const node* s = keys.optional("state")) into.state = as_state(*s, out_, graph_.states());
        for (const auto& [key, flag] :
             {std::pair{"maintenance", model::flag::maintenance},
              std::pair{"acknowledged", model::flag::acknowledged},
              std::pair{"missing", model::flag::missing}, std::pair{"stale", model::flag::stale}}) {
            bool on = false;
            keys.read(key, on, as_bool);
            if (on) into.flags = into.flags | flag;
        }
        keys.finish();
    }

    void read_results(const node& map, test_step& into) {
        if (!expect_map(map, out_)) return;
        for (const member& m : map.members) {
            const auto v = vertex_named(m);
            if (!v) continue;
            const model::signal_id s = graph_.at(*v).signal;
            if (s == model::signal_id::none) {
                out_.error(m.key_at, fmt::format("{} is no signal", config::quoted(m.key)),
                           "the state of a node is `given`");
                continue;
            }
            if (auto r = read_test_result(m, *graph_.spec_of(s), out_))
                into.signals.push_back({s, std::move(*r)});
        }
    }

    void read_expectations(const node& map, test_step& into) {
        if (!expect_map(map, out_)) return;
        for (const member& m : map.members) {
            const auto v = vertex_named(m);
            expectation e;
            e.line = m.key_at.line;
            if (m.value.what == node::kind::map)
                read_expectation(m, v, e);
            else
                e.state = as_state(m.value, out_, graph_.states());
            if (!v) continue;
            e.node = *v;
            into.expect.push_back(std::move(e));
        }
    }

    void read_expectation(const member& m, std::optional<model::vertex_id> v, expectation& e) {
        map_reader keys{m.value, m.key_at, out_};
        if (const node* s = keys.optional("state")) e.state = as_state(*s, out_, graph_.states());
        keys.read("score", e.score, as_score);
        keys.read("rung", e.rung, as_text);
        keys.read("blame", e.blame, as_names);
        keys.read("impaired", e.impaired, as_names);
        keys.read("maintenance", e.maintenance, as_bool);
        keys.read("acknowledged", e.acknowledged, as_bool);
        keys.read("verdict", e.verdict, as_word<model::verdict, verdict_words.size()>, verdict_words);
        keys.read("weight", e.weight_percent, as_whole_percent);
        keys.finish();
        if ((!e.verdict && !e.weight_percent) || !v || has_verdict(*v)) return;
        out_.error(m.key_at, fmt::format("{} has no verdict", config::quoted(m.key)),
                   "regions have one, and flows in a region");
    }

    static std::optional<int> as_whole_percent(const node& n, report& out) {
        const auto share = as_percentage(n, out);
        if (!share) return std::nullopt;
        if (*share % (model::whole / 100) == 0) return static_cast<int>(*share / (model::whole / 100));
        out.error(n.at, "weights are whole percents");
        return std::nullopt;
    }

    bool has_verdict(model::vertex_id v) const {
        const model::vertex& x = graph_.at(v);
        if (x.kind == model::vertex_kind::region) return true;
        return x.kind == model::vertex_kind::entity && x.place != model::region_id::none &&
               graph_.source().at(x.source).kind == model::entity_kind::flow;
    }

    std::optional<model::vertex_id> vertex_named(const member& m) {
        const model::vertex_id v = graph_.find(m.key);
        if (v != model::vertex_id::none) return v;
        std::string hint;
        if (!out_.full()) hint = did_you_mean(m.key, all_names());
        out_.error(m.key_at, fmt::format("the model has no node {}", config::quoted(m.key)), std::move(hint));
        return std::nullopt;
    }

    const std::vector<std::string_view>& all_names() {
        if (names_.empty())
            for (std::size_t i = 0; i < graph_.size(); ++i)
                names_.push_back(graph_.name(model::vertex_id(i)));
        return names_;
    }

    const model::graph& graph_;
    report& out_;
    std::vector<std::string_view> names_;
};

// The model that the tests are about, with what is wrong with it.
std::shared_ptr<const model::definition> read_subject(const member& subject, const std::string& path,
                                                      const surroundings& around, report& out,
                                                      std::vector<diagnostic>& of_model) {
    if (subject.value.what == node::kind::map) {
        draft d{out, around};
        read_model(subject.value, d);
        return out.has_errors() ? nullptr : std::make_shared<const model::definition>(std::move(d.model));
    }
    std::vector<std::string> files;
    for (const node& item : one_or_more(subject.value)) {
        const auto file = as_text(item, out);
        if (file) files.push_back((std::filesystem::path{path}.parent_path() / *file).string());
    }
    if (files.empty()) return nullptr;
    loaded_model m = load_model_files(files, around);
    of_model = std::move(m.diagnostics);
    if (!m.value) out.error(subject.value.at, "this model cannot be used");
    return m.value ? *m.value : nullptr;
}

}  // namespace

loaded<model_tests> load_model_tests(const std::string& path, const surroundings& around) {
    loaded<model_tests> result;
    const std::optional<source> text = read_source(path, result.diagnostics);
    if (!text) return result;
    const std::string_view bytes = without_bom(text->text);
    report out{text->name, bytes};
    model_tests tests;
    if (const std::optional<node> root = parse_tree(bytes, out)) {
        map_reader keys{*root, {}, out};
        const member* subject = keys.required("model") != nullptr ? keys.find("model") : nullptr;
        const member* list = keys.required("tests") != nullptr ? keys.find("tests") : nullptr;
        keys.finish();
        const auto definition =
            subject == nullptr ? nullptr : read_subject(*subject, path, around, out, result.diagnostics);
        if (definition && list != nullptr) {
            tests.graph = std::make_shared<const model::graph>(definition);
            tests.tests = tests_reader{*tests.graph, out}.read(*list);
        }
    }
    if (!out.has_errors()) result.value = std::move(tests);
    for (diagnostic& d : out.take()) result.diagnostics.push_back(std::move(d));
    return result;
}

}  // namespace hm::config
