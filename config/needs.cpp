#include "config/needs.hpp"

#include "config/edge_maps.hpp"
#include "config/policies.hpp"
#include "config/reader.hpp"
#include "config/rollups.hpp"
#include "model/graph.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <utility>

namespace hm::config {

namespace {

using model::entity;
using model::impact;
using model::need;

constexpr std::array<word<impact>, 4> impact_words{{{"standard", impact::standard},
                                                    {"limited", impact::limited},
                                                    {"at_most_degraded", impact::at_most_degraded},
                                                    {"suppressed", impact::suppressed}}};

// The words that make a group, and what its name is made of.
struct group_word {
    std::string_view key;
    std::string_view in_name;
};
constexpr std::array<group_word, 4> group_words{
    {{"any_of", "any-of"}, {"all_of", "all-of"}, {"at_least", "at-least"}, {"rollup", "group"}}};
constexpr std::string_view of_example = "write { at_least: { healthy: 2 }, of: [a, b, c] }";

bool is_group(const node& item) {
    return item.find("of") != nullptr ||
           std::any_of(group_words.begin(), group_words.end(),
                       [&](const group_word& w) { return item.find(w.key) != nullptr; });
}

class needs_reader {
public:
    explicit needs_reader(draft& d) : d_(d) {}

    void run() {
        const std::size_t declared = d_.entity_texts.size();  // groups join behind them
        d_.need_places.resize(d_.model.entities.size());
        for (std::size_t i = 0; i < declared; ++i) {
            const member* needs = d_.entity_texts[i]->value.find("needs");
            const model::entity_id user{static_cast<std::uint32_t>(i)};
            if (needs != nullptr) read_list(needs->value, user, 0);
            const std::size_t count = needs == nullptr ? 0 : needs->value.items.size();
            warn_unreachable(d_.entity_texts[i]->value.find("rollup"), d_.model.at(user).rollup, count,
                             "needs", d_.out, d_.model.states);
        }
    }

private:
    // `depth`: how many groups this list stands in.
    void read_list(const node& list, model::entity_id user, std::size_t depth) {
        if (!expect_list(list, d_.out)) return;
        std::set<std::pair<std::uint32_t, std::size_t>> seen;
        std::map<std::string_view, int> groups;  // so far, by word
        int holds = 0;
        std::vector<need> needs;
        std::vector<place> places;
        for (const node& item : list.items) {
            const node* name = &item;
            std::optional<need> n = item.what != node::kind::map ? read_target(item)
                                    : is_group(item)             ? read_group(item, user, depth, groups)
                                                                 : read_detailed(item, name);
            if (!n || is_wrong(*n, *name, user)) continue;
            const std::size_t no_signal = std::numeric_limits<std::size_t>::max();
            if (!seen.emplace(static_cast<std::uint32_t>(n->target), n->signal.value_or(no_signal)).second) {
                d_.out.error(name->at, fmt::format("{} is needed twice", quoted(name->text)),
                             "give it a weight instead");
                continue;
            }
            if (const auto age = std::exchange(hold_, std::nullopt)) hold(*n, name->at, *age, user, ++holds);
            needs.push_back(std::move(*n));
            places.push_back(name->at);
        }
        d_.model.entities[model::index(user)].needs = std::move(needs);
        d_.need_places[model::index(user)] = std::move(places);
    }

    bool is_wrong(const need& n, const node& name, model::entity_id user) {
        if (n.target != user) return false;
        d_.out.error(name.at, fmt::format("{} needs itself", quoted(d_.model.at(user).name)),
                     n.signal ? "its own signals count without being needed" : "");
        return true;
    }

    // { any_of: […] }, { all_of: […] }, { at_least: {…}, of: […] }: an entity that runs where its owner does.
    std::optional<need> read_group(const node& item, model::entity_id owner, std::size_t depth,
                                   std::map<std::string_view, int>& numbers) {
        if (depth == max_group_depth) {
            d_.out.error(item.at, fmt::format("groups nested more than {} levels deep", max_group_depth));
            return std::nullopt;
        }
        if (const member* name = item.find("name")) {
            d_.out.error(name->key_at, "a group has no name", "its members stand in its list");
            return std::nullopt;
        }
        map_reader keys{item, item.at, d_.out};
        const member* members = nullptr;
        std::string_view word_in_name;
        entity group;
        if (!read_group_rule(keys, members, word_in_name, group.rollup)) return std::nullopt;
        need n;
        read_edge(keys, n);
        read_policy(keys, group.policy, d_.out, d_.model.states);
        keys.finish();
        if (members->value.what == node::kind::sequence && members->value.items.empty()) {
            d_.out.error(members->value.at, "a group of nothing");
            return std::nullopt;
        }
        n.target =
            add_group(owner, fmt::format("{}-{}", word_in_name, ++numbers[word_in_name]), std::move(group));
        read_list(members->value, n.target, depth + 1);
        return n;
    }

    // A need that holds the last known state of what it needs: a group of that one, which does.
    void hold(need& n, place at, model::duration age, model::entity_id owner, int number) {
        entity group;
        group.policy.hold = age;
        need held;
        held.target = n.target;
        held.signal = std::exchange(n.signal, std::nullopt);
        group.needs.push_back(held);
        n.target = add_group(owner, fmt::format("hold-{}", number), std::move(group));
        d_.need_places[model::index(n.target)].push_back(at);
    }

    // Which word it is, where its members stand and by which rule they combine.
    bool read_group_rule(map_reader& keys, const member*& members, std::string_view& in_name,
                         model::rollup_rule& rule) {
        const member* word = nullptr;
        for (const group_word& w : group_words) {
            const member* m = keys.find(w.key);
            if (m == nullptr) continue;
            if (word != nullptr) {
                d_.out.error(m->key_at,
                             fmt::format("a group is one of any_of, all_of, at_least and rollup; this is "
                                         "{} already",
                                         word->key));
                return false;
            }
            word = m;
            in_name = w.in_name;
        }
        members = word;
        const member* of = keys.find("of");
        if (word != nullptr && word->key == "at_least") return read_quorums(*word, of, members, rule);
        if (word != nullptr && word->key == "rollup") return read_any_rule(*word, of, members, rule);
        if (of != nullptr) {
            d_.out.error(of->key_at, "\"of\" goes with \"at_least\" and \"rollup\"",
                         "write { at_least: { healthy: 2 }, of: [a, b, c] }, or { any_of: [a, b] }");
            return false;
        }
        rule = word->key == "any_of" ? model::rollup_kind::best : model::rollup_kind::worst;
        return true;
    }

    bool read_quorums(const member& word, const member* of, const member*& members,
                      model::rollup_rule& rule) {
        const auto quorums = read_at_least(word, d_.out, d_.model.states);
        if (!has_members(word, of) || !quorums) return false;
        warn_unreachable(word, *quorums, of->value.items.size(), "members", d_.out, d_.model.states);
        rule = model::rollup_rule{*quorums};
        members = of;
        return true;
    }

    bool read_any_rule(const member& word, const member* of, const member*& members,
                       model::rollup_rule& rule) {
        auto read = as_rollup(word.value, d_.out, d_.model.states);
        if (!has_members(word, of) || !read) return false;
        warn_unreachable(&word, *read, of->value.items.size(), "members", d_.out, d_.model.states);
        rule = std::move(*read);
        members = of;
        return true;
    }

    bool has_members(const member& word, const member* of) {
        if (of == nullptr)
            d_.out.error(
                word.key_at, "the key \"of\" is missing",
                word.key == "rollup" ? "write { rollup: weighted, of: [a, b, c] }" : std::string{of_example});
        return of != nullptr;
    }

    // A group runs where its owner does. The places of its needs follow.
    model::entity_id add_group(model::entity_id owner, std::string_view suffix, entity group) {
        const model::entity_id id{static_cast<std::uint32_t>(d_.model.entities.size())};
        const entity& by = d_.model.at(owner);
        group.kind = model::entity_kind::group;
        group.name = fmt::format("{}.{}", by.name, suffix);
        group.where = by.where;
        group.regions = by.regions;
        group.across_regions = by.across_regions;
        d_.model.entities.push_back(std::move(group));
        d_.need_places.emplace_back();
        return id;
    }

    // `name` or `name/signal`.
    std::optional<need> read_target(const node& item) {
        const std::optional<std::string> text = as_text(item, d_.out);
        if (!text) return std::nullopt;
        const std::size_t slash = text->find('/');
        const std::string_view name = std::string_view{*text}.substr(0, slash);
        const std::optional<model::entity_id> target = find_entity(item, name);
        if (!target) return std::nullopt;
        need n;
        n.target = *target;
        if (slash == std::string::npos) return n;
        n.signal = find_signal(item, *target, slash + 1);
        return n.signal ? std::optional{n} : std::nullopt;
    }

    // { name:, weight:, impact:, essential:, affects: }; `name` becomes the node that names the target.
    std::optional<need> read_detailed(const node& item, const node*& name) {
        map_reader keys{item, item.at, d_.out};
        const node* target = keys.required("name");
        need n;
        read_edge(keys, n);
        need_unknown unknown;
        keys.read("unknown", unknown, as_need_unknown);
        keys.finish();
        if (target == nullptr) return std::nullopt;
        name = target;
        const std::optional<need> found = read_target(*target);
        if (!found) return std::nullopt;
        n.drop_unknown = unknown.drop;
        hold_ = unknown.hold;
        n.target = found->target;
        n.signal = found->signal;
        return n;
    }

    // What stands beside the name, or beside the group.
    void read_edge(map_reader& keys, need& into) {
        keys.read("weight", into.share, as_weight);
        keys.read("impact", into.effect, as_word<impact, impact_words.size()>, impact_words);
        keys.read("essential", into.essential, as_bool);
        keys.read("map", into.map, as_edge_map, d_.model.states);
        if (const node* affects = keys.optional("affects")) read_affects(*affects, into);
    }

    void read_affects(const node& list, need& into) {
        for (const node& item : one_or_more(list)) {
            std::optional<std::string> ability = as_name(item, d_.out);
            if (!ability) continue;
            abilities_.insert(*ability);
            if (abilities_.size() > model::max_abilities)
                d_.out.error(item.at, fmt::format("more than {} different abilities in `affects`",
                                                  model::max_abilities));
            else if (std::find(into.affects.begin(), into.affects.end(), *ability) != into.affects.end())
                d_.out.error(item.at, fmt::format("{} stands here twice", quoted(*ability)));
            else
                into.affects.push_back(std::move(*ability));
        }
    }

    std::optional<model::entity_id> find_entity(const node& item, std::string_view name) {
        const auto found = d_.names.find(name);
        if (found != d_.names.end() && found->second.entity != model::entity_id::none)
            return found->second.entity;
        if (found != d_.names.end()) {
            d_.out.error(item.at,
                         fmt::format("{} is a {}, which cannot be needed", quoted(name), found->second.what));
            return std::nullopt;
        }
        std::string hint;
        if (!d_.out.full()) {
            hint = did_you_mean(name, entity_names());
            if (hint.empty()) hint = "declare it under `components:` or `dependencies:`";
        }
        d_.out.error(item.at, fmt::format("there is no {}", quoted(name)), std::move(hint));
        return std::nullopt;
    }

    std::optional<std::size_t> find_signal(const node& item, model::entity_id target, std::size_t offset) {
        const entity& e = d_.model.at(target);
        const std::string_view name = std::string_view{item.text}.substr(offset);
        std::vector<std::string_view> known;
        for (std::size_t i = 0; i < e.signals.size(); ++i) {
            if (e.signals[i].name == name) return i;
            known.push_back(e.signals[i].name);
        }
        std::string hint = did_you_mean(name, known);
        if (hint.empty())
            hint = known.empty() ? "it has no signals" : fmt::format("it has {}", fmt::join(known, ", "));
        d_.out.error(place_in(item, offset, d_.out),
                     fmt::format("{} has no signal {}", quoted(e.name), quoted(name)), std::move(hint));
        return std::nullopt;
    }

    const std::vector<std::string_view>& entity_names() {
        if (entity_names_.empty())
            for (const member* m : d_.entity_texts) entity_names_.push_back(m->key);
        return entity_names_;
    }

    draft& d_;
    std::optional<model::duration> hold_;  // of the need that was read last
    std::set<std::string> abilities_;
    std::vector<std::string_view> entity_names_;
};

}  // namespace

void read_needs(draft& d) {
    needs_reader{d}.run();
}

}  // namespace hm::config
