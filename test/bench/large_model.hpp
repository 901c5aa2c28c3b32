// The large model of the benches, as text: 20,000 entities in 5 regions with one signal each, which is
// 100,000 nodes (and their roll-ups). Flows over components over components …: ten needs each.
#pragma once

#include <fmt/format.h>

#include <string>

namespace hm::bench {

inline constexpr int entities = 20'000;
inline constexpr int regions = 5;
inline constexpr int flows = 10;
inline constexpr int fan_out = 10;

inline std::string large_model_text() {
    std::string text = "model: large\nregions:\n";
    for (int r = 0; r < regions; ++r) text += fmt::format("  r{}: {{ vars: {{ host: 10.0.{}.1 }} }}\n", r, r);
    const auto entity = [&](const std::string& name, int first_need) {
        text += fmt::format("  {}:\n", name);
        if (first_need < entities - flows) {
            text += "    needs: [";
            for (int n = 0; n < fan_out && first_need + n < entities - flows; ++n)
                text += fmt::format("{}c{}", n == 0 ? "" : ", ", first_need + n);
            text += "]\n";
        }
        text += fmt::format(
            "    signals: {{ up: {{ http: {{ url: \"http://${{region.host}}:8080/{}\" }}, "
            "degraded: latency > 150ms, unhealthy: latency > 500ms }} }}\n",
            name);
    };
    text += "flows:\n";
    for (int f = 0; f < flows; ++f) entity(fmt::format("f{}", f), f * fan_out);
    text += "components:\n";
    for (int c = 0; c < entities - flows; ++c) entity(fmt::format("c{}", c), (flows + c) * fan_out);
    return text;
}

}  // namespace hm::bench
