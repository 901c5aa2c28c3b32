// Kind → maker, in the order of model::probe_spec's alternatives.
#include "probes/every_address.hpp"
#include "probes/kinds.hpp"
#include "probes/stats.hpp"

#include <array>
#include <type_traits>

namespace hm::probes {

namespace {

struct kind {
    std::size_t alternative;
    probe_maker make;
};

template <class Spec, std::size_t I = 0>
constexpr std::size_t alternative() {
    if constexpr (std::is_same_v<std::variant_alternative_t<I, model::probe_spec>, Spec>)
        return I;
    else
        return alternative<Spec, I + 1>();
}

constexpr std::array kinds{
    kind{alternative<model::http_spec>(), make_http_probe},
    kind{alternative<model::tcp_spec>(), make_tcp_probe},
    kind{alternative<model::dns_spec>(), make_dns_probe},
    kind{alternative<model::redis_spec>(), make_redis_probe},
    kind{alternative<model::prometheus_spec>(), make_prometheus_probe},
};
static_assert(kinds.size() == kind_count, "a kind without a probe");

}  // namespace

std::unique_ptr<probe> make_probe(std::shared_ptr<const model::signal_spec> spec) {
    const model::target* to = model::target_of(spec->probe);
    for (const kind& k : kinds) {
        if (k.alternative != spec->probe.index()) continue;
        auto made = k.make(spec);
        if (to == nullptr || to->addresses == model::address_rule::first) return made;
        return probe_every_address(std::move(made), *to, std::move(spec));
    }
    return nullptr;
}

}  // namespace hm::probes
