#include "config/states.hpp"

#include <algorithm>

namespace hm::config {

namespace {

using model::state;
using model::state_definition;

constexpr std::array<word<state>, 4> class_words{{{"good", state::healthy},
                                                  {"warn", state::degraded},
                                                  {"bad", state::unhealthy},
                                                  {"unknown", state::unknown}}};

// What stands where a state may stand, and means something else there.
constexpr std::array<std::string_view, 15> reserved_words{
    "any",  "not",  "in",       "or",      "and",   "worse",       "better",      "worst",
    "best", "drop", "evaluate", "missing", "stale", "maintenance", "acknowledged"};

struct written_state {
    state_definition is;
    const node* at = nullptr;
    const node* score_at = nullptr;
    const node* from_at = nullptr;
};

std::optional<model::score> as_score(const node& n, report& out) {
    const auto share = as_percentage(n, out);
    if (!share) return std::nullopt;
    constexpr model::parts_per_billion unit = model::whole / model::score::full;
    if (*share % unit == 0) return model::score{static_cast<int>(*share / unit)};
    out.error(n.at, fmt::format("a score has at most two decimals, found {}", n.text));
    return std::nullopt;
}

bool check_name(const node& n, const std::string& name, const std::vector<written_state>& before,
                report& out) {
    if (std::find(reserved_words.begin(), reserved_words.end(), name) != reserved_words.end()) {
        out.error(n.at, fmt::format("no state can be called {}", quoted(name)),
                  "the word has another meaning in rules");
        return false;
    }
    const bool taken =
        std::any_of(before.begin(), before.end(), [&](const written_state& w) { return w.is.name == name; });
    if (taken) out.error(n.at, fmt::format("the state {} stands here twice", quoted(name)));
    return !taken;
}

bool read_state(const node& item, std::vector<written_state>& into, report& out) {
    if (!expect_map(item, out)) return false;
    map_reader keys{item, item.at, out};
    written_state w;
    w.at = &item;
    const node* name = keys.required("name");
    const node* kind = keys.required("class");
    w.score_at = keys.optional("score");
    w.from_at = keys.optional("from");
    keys.finish();
    if (name == nullptr || kind == nullptr) return false;
    const auto text = as_name(*name, out);
    const auto c = as_word(*kind, out, class_words);
    if (!text || !c || !check_name(*name, *text, into, out)) return false;
    w.is.name = *text;
    w.is.kind = *c;
    for (const node* n : {w.score_at, w.from_at}) {
        if (n == nullptr || model::is_known(*c)) continue;
        out.error(n->at, "a state of class unknown has no score", "it says that nothing is known");
        return false;
    }
    bool good = true;
    const auto read_score = [&](const node* n, model::score& score) {
        const auto value = n == nullptr ? std::nullopt : as_score(*n, out);
        if (value) score = *value;
        good = good && (n == nullptr || value);
    };
    read_score(w.score_at, w.is.nominal);
    read_score(w.from_at, w.is.from);
    into.push_back(std::move(w));
    return good;
}

// Scores that are not written: evenly from 100 % down to 0 %. Bands: each begins half way to the next worse.
void fill_in_scores(std::vector<written_state*>& known) {
    const auto steps = static_cast<int>(known.size()) - 1;
    for (int i = 0; i <= steps; ++i) {
        model::score& nominal = known[static_cast<std::size_t>(i)]->is.nominal;
        if (!nominal.known()) nominal = model::score{model::score::full * (steps - i) / std::max(steps, 1)};
    }
    for (std::size_t i = 0; i < known.size(); ++i) {
        model::score& from = known[i]->is.from;
        if (from.known()) continue;
        const bool last = i + 1 == known.size();
        from = last ? model::score{0}
                    : model::score{(known[i]->is.nominal.value() + known[i + 1]->is.nominal.value() + 1) / 2};
    }
}

place at_of(const node* written, const written_state& w) {
    return written != nullptr ? written->at : w.at->at;
}

// Everything comes down from the best state to the worst, and each score lies in the band of its state.
bool check_order(const std::vector<written_state*>& known, report& out) {
    for (std::size_t i = 0; i < known.size(); ++i) {
        const written_state& w = *known[i];
        const written_state* better = i == 0 ? nullptr : known[i - 1];
        if (better != nullptr && w.is.kind < better->is.kind) {
            out.error(w.at->at,
                      fmt::format("{} is worse than {}, and of a better class", quoted(w.is.name),
                                  quoted(better->is.name)),
                      "states stand in their order, the best one first");
            return false;
        }
        const bool in_band =
            w.is.nominal >= w.is.from && (better == nullptr || w.is.nominal < better->is.from);
        if (!in_band) {
            out.error(at_of(w.score_at, w),
                      fmt::format("the score of {} ({}) is not in its band", quoted(w.is.name),
                                  w.is.nominal.ratio()),
                      "a band reaches from the state's own `from` to that of the next better one");
            return false;
        }
        const bool last = i + 1 == known.size();
        if (last && w.is.from.value() != 0) {
            out.error(at_of(w.from_at, w), "the band of the worst state begins at 0%");
            return false;
        }
    }
    return true;
}

bool check_classes(const member& m, const std::vector<written_state>& all, report& out) {
    for (const state wanted : {state::healthy, state::unhealthy}) {
        if (std::any_of(all.begin(), all.end(), [&](const written_state& w) { return w.is.kind == wanted; }))
            continue;
        out.error(m.key_at, fmt::format("no state is of class {}", model::class_word(wanted)),
                  "verdicts and SLOs go by the classes");
        return false;
    }
    return true;
}

}  // namespace

std::optional<model::scale> read_states(const member& m, report& out) {
    if (!expect_list(m.value, out)) return std::nullopt;
    std::vector<written_state> all;
    all.reserve(m.value.items.size());
    bool good = true;
    for (const node& item : m.value.items) good = read_state(item, all, out) && good;
    const bool has_unknown =
        std::any_of(all.begin(), all.end(), [](const auto& w) { return !model::is_known(w.is.kind); });
    const std::size_t count = all.size() + (has_unknown ? 0 : 1);
    if (count > model::max_states) {
        out.error(m.key_at, fmt::format("more than {} states", model::max_states),
                  has_unknown ? "" : "one is added for unknown");
        return std::nullopt;
    }
    if (!good || !check_classes(m, all, out)) return std::nullopt;
    std::vector<written_state*> known;
    for (written_state& w : all)
        if (model::is_known(w.is.kind)) known.push_back(&w);
    fill_in_scores(known);
    if (!check_order(known, out)) return std::nullopt;
    std::vector<state_definition> states;
    for (written_state& w : all) states.push_back(std::move(w.is));
    return model::scale{std::move(states)};
}

std::vector<std::string_view> names_of(const model::scale& states) {
    std::vector<std::string_view> names;
    for (std::size_t rank = 0; rank < states.size(); ++rank) names.push_back(states.name(states.at(rank)));
    return names;
}

std::optional<model::grade> as_state(const node& n, report& out, const model::scale& states) {
    const std::optional<std::string> text = as_text(n, out);
    if (!text) return std::nullopt;
    if (const auto g = states.find(*text)) return g;
    const std::vector<std::string_view> names = names_of(states);
    std::string hint = did_you_mean(*text, names);
    if (hint.empty()) hint = fmt::format("it has {}", fmt::join(names, ", "));
    out.error(n.at, fmt::format("the model has no state {}", quoted(*text)), std::move(hint));
    return std::nullopt;
}

}  // namespace hm::config
