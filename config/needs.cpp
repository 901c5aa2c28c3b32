#include "config/needs.hpp"

#include "config/reader.hpp"
#include "model/graph.hpp"

#include <algorithm>
#include <set>

namespace hm::config {

namespace {

using model::entity;
using model::impact;
using model::need;

constexpr std::array<word<impact>, 4> impact_words{{{"standard", impact::standard},
                                                    {"limited", impact::limited},
                                                    {"at_most_degraded", impact::at_most_degraded},
                                                    {"suppressed", impact::suppressed}}};
constexpr std::array<std::string_view, 6> later_keys{"any_of", "all_of", "at_least", "of", "map", "unknown"};

class needs_reader {
public:
    explicit needs_reader(draft& d) : d_(d) {}

    void run() {
        d_.need_places.resize(d_.model.entities.size());
        for (std::size_t i = 0; i < d_.model.entities.size(); ++i)
            if (const member* m = d_.entity_texts[i]->value.find("needs"))
                read_list(m->value, model::entity_id{static_cast<std::uint32_t>(i)});
    }

private:
    void read_list(const node& list, model::entity_id user) {
        if (!expect_list(list, d_.out)) return;
        std::set<std::pair<std::uint32_t, std::size_t>> seen;
        entity& e = d_.model.entities[model::index(user)];
        e.needs.reserve(list.items.size());
        for (const node& item : list.items) {
            const node* name = &item;
            std::optional<need> n =
                item.what == node::kind::map ? read_detailed(item, name) : read_target(item);
            if (!n) continue;
            if (n->target == user) {
                d_.out.error(name->at, fmt::format("{} needs itself", quoted(e.name)),
                             n->signal ? "its own signals count without being needed" : "");
                continue;
            }
            const std::size_t no_signal = std::numeric_limits<std::size_t>::max();
            if (!seen.emplace(static_cast<std::uint32_t>(n->target), n->signal.value_or(no_signal)).second) {
                d_.out.error(name->at, fmt::format("{} is needed twice", quoted(name->text)),
                             "give it a weight instead");
                continue;
            }
            e.needs.push_back(std::move(*n));
            d_.need_places[model::index(user)].push_back(name->at);
        }
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
        const bool from_later = keys.refuse(later_keys, "is not supported by this version", "");
        const node* target = from_later ? keys.optional("name") : keys.required("name");
        need n;
        keys.read("weight", n.share, as_weight);
        keys.read("impact", n.effect, as_word<impact, impact_words.size()>, impact_words);
        keys.read("essential", n.essential, as_bool);
        if (const node* affects = keys.optional("affects")) read_affects(*affects, n);
        keys.finish();
        if (target == nullptr) return std::nullopt;
        name = target;
        const std::optional<need> found = read_target(*target);
        if (!found) return std::nullopt;
        n.target = found->target;
        n.signal = found->signal;
        return n;
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
            for (const entity& e : d_.model.entities) entity_names_.push_back(e.name);
        return entity_names_;
    }

    draft& d_;
    std::set<std::string> abilities_;
    std::vector<std::string_view> entity_names_;
};

}  // namespace

void read_needs(draft& d) {
    needs_reader{d}.run();
}

}  // namespace hm::config
