#include "daemon/generation.hpp"

namespace hm::daemon {

generation::generation(std::uint64_t n, std::shared_ptr<const model::graph> model, const generation* before,
                       std::function<void()> wake)
    : number(n), graph(std::move(model)), board(graph->signal_count(), std::move(wake)) {
    stats.reserve(graph->signal_count());
    for (const model::signal_id s : graph->signals()) {
        const model::signal_id was = before == nullptr
                                         ? model::signal_id::none
                                         : before->graph->find_signal(graph->name(graph->vertex_of(s)));
        stats.push_back(was == model::signal_id::none ? std::make_shared<probes::signal_stats>()
                                                      : before->stats[model::index(was)]);
    }
}

probes::assignment generation::assignment_of(model::signal_id s) const {
    return {s, graph->name(graph->vertex_of(s)), graph->spec_of(s), stats[model::index(s)]};
}

// By other bits of the hash than those that make the signal's phase.
std::size_t share_of(std::string_view signal, std::size_t shards) {
    return (probes::hash_name(signal) >> 32) % shards;
}

std::vector<probes::assignment> generation::probed(share part) const {
    std::vector<probes::assignment> some;
    for (const model::signal_id s : graph->signals()) {
        if (model::is_pushed(*graph->spec_of(s))) continue;
        if (part.of == 1 || share_of(graph->name(graph->vertex_of(s)), part.of) == part.index)
            some.push_back(assignment_of(s));
    }
    return some;
}

std::vector<probes::assignment> generation::pushed() const {
    std::vector<probes::assignment> all;
    for (const model::signal_id s : graph->signals())
        if (model::is_pushed(*graph->spec_of(s))) all.push_back(assignment_of(s));
    return all;
}

}  // namespace hm::daemon
