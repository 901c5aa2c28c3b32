#include "config/availability.hpp"

namespace hm::config {

namespace {

using model::duration;

std::optional<duration> as_time(const node* n, report& out, duration min) {
    return n == nullptr ? std::nullopt : as_duration(*n, out, min);
}

}  // namespace

std::optional<model::stated_availability> as_availability(const node& n, report& out) {
    if (n.what != node::kind::map) {
        const auto share = as_percentage(n, out);
        return share ? std::optional{model::stated_availability{*share}} : std::nullopt;
    }
    map_reader keys{n, n.at, out};
    const auto between = as_time(keys.required("mtbf"), out, std::chrono::seconds{1});
    const auto repair = as_time(keys.required("mttr"), out, duration{0});
    keys.finish();
    if (!between || !repair) return std::nullopt;
    return model::repair_times{*between, *repair};
}

}  // namespace hm::config
