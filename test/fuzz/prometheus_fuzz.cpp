// Any bytes as an answer of Prometheus: no crash, and either one value that is a number, or words that say
// why there is none.
#include "probes/wire/prometheus.hpp"
#include "probes/wire/timestamp.hpp"

#include <cmath>
#include <cstdlib>

using namespace hm;
using namespace hm::probes::wire;

namespace {

void require(bool holds) {
    if (!holds) std::abort();
}

constexpr model::wall_time now{std::chrono::seconds{1'700'000'000}};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view body{reinterpret_cast<const char*>(data), size};
    const prometheus_value v = read_query_answer(body, now, std::chrono::minutes{5});
    require(v.trouble.empty() ? !std::isnan(v.value) : v.value == 0);

    model::prometheus_spec spec;
    spec.alert = "A";
    spec.labels = {{"a", "b"}};
    spec.by_severity = {{"warning", model::state::degraded}};
    const prometheus_alerts a = read_rules_answer(body, spec, now);
    require(a.unhealthy + a.degraded <= size);
    require(a.unhealthy == 0 || a.trouble.empty());

    if (const auto error = prometheus_error(body)) require(!error->empty() && !v.trouble.empty());
    if (const auto time = parse_timestamp(body)) require(parse_timestamp(model::format_time(*time)) == time);
    return 0;
}
