#include "daemon/outputs/names.hpp"

#include "config/suggest.hpp"

#include <fmt/format.h>

#include <vector>

namespace hm::daemon {

namespace {

// Beyond this a typo is answered without a hint: comparing it with every name would cost others their turn.
constexpr std::size_t max_suggestion_names = 5000;

}  // namespace

std::string no_such_node(const model::graph& g, std::string_view name) {
    std::string text = fmt::format("there is no node \"{}\"", model::printable(name));
    if (g.size() > max_suggestion_names) return text;
    std::vector<std::string_view> names;
    for (std::size_t i = 0; i < g.size(); ++i)
        names.push_back(g.name(model::vertex_id{static_cast<std::uint32_t>(i)}));
    const std::string hint = config::did_you_mean(name, names);
    return hint.empty() ? text : text + "; " + hint;
}

std::string_view kind_of(const model::graph& g, model::vertex_id id) {
    const model::vertex& v = g.at(id);
    switch (v.kind) {
        case model::vertex_kind::signal:
            return "signal";
        case model::vertex_kind::region:
            return "region";
        case model::vertex_kind::root:
            return "root";
        default:
            return to_string(g.source().at(v.source).kind);
    }
}

std::string_view entity_of(const model::graph& g, model::vertex_id id) {
    const model::vertex& v = g.at(id);
    return v.source == model::entity_id::none ? std::string_view{} : g.source().at(v.source).name;
}

std::string_view region_of(const model::graph& g, model::vertex_id id) {
    const model::vertex& v = g.at(id);
    return v.place == model::region_id::none ? std::string_view{} : g.source().at(v.place).name;
}

model::vertex_id node_of(const model::graph& g, model::vertex_id signal) {
    const model::vertex& v = g.at(signal);
    return v.place == model::region_id::none ? g.seen_from_elsewhere(v.source)
                                             : g.instance(v.source, v.place);
}

}  // namespace hm::daemon
