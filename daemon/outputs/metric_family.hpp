// Fills one Prometheus family, a line a series. Labels without a value are left out: to Prometheus that is
// the same.
#pragma once

#include "probes/stats.hpp"

#include <prometheus/metric_family.h>

#include <initializer_list>
#include <string_view>
#include <utility>
#include <vector>

namespace hm::daemon {

using labels = std::vector<prometheus::ClientMetric::Label>;

labels with(labels base, std::string_view name, std::string_view value);

class family {
public:
    family(prometheus::MetricType type, std::string_view name, std::string_view help);

    family& reserve(std::size_t series);
    family& gauge(labels l, double value);
    family& counter(labels l, double value);
    // The sum of the same histogram of several shards. Counts are read once, so that buckets and total agree.
    family& histogram(labels l, const std::vector<const probes::histogram*>& parts);

    prometheus::MetricFamily take() { return std::move(made_); }

private:
    prometheus::ClientMetric& add(labels l);

    prometheus::MetricFamily made_;
};

}  // namespace hm::daemon
