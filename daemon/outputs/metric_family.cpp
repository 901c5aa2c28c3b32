#include "daemon/outputs/metric_family.hpp"

#include <limits>

namespace hm::daemon {

labels with(labels base, std::string_view name, std::string_view value) {
    if (!value.empty()) base.push_back({std::string{name}, std::string{value}});
    return base;
}

family::family(prometheus::MetricType type, std::string_view name, std::string_view help) {
    made_.name = name;
    made_.help = help;
    made_.type = type;
}

family& family::reserve(std::size_t series) {
    made_.metric.reserve(series);
    return *this;
}

prometheus::ClientMetric& family::add(labels l) {
    prometheus::ClientMetric& m = made_.metric.emplace_back();
    m.label = std::move(l);
    return m;
}

family& family::gauge(labels l, double value) {
    add(std::move(l)).gauge.value = value;
    return *this;
}

family& family::counter(labels l, double value) {
    add(std::move(l)).counter.value = value;
    return *this;
}

family& family::histogram(labels l, const std::vector<const probes::histogram*>& parts) {
    auto& h = add(std::move(l)).histogram;
    const auto& bounds = probes::histogram::bounds;
    for (std::size_t i = 0; i <= bounds.size(); ++i) {
        for (const probes::histogram* part : parts) h.sample_count += part->bucket(i);
        const double upper = i < bounds.size() ? bounds[i] : std::numeric_limits<double>::infinity();
        h.bucket.push_back({h.sample_count, upper});
    }
    for (const probes::histogram* part : parts) h.sample_sum += part->sum_seconds();
    return *this;
}

}  // namespace hm::daemon
