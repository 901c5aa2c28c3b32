#include "test/contoso/stamp/health_model.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace contoso {

namespace {

constexpr int expensive = 3;  // times `every`
constexpr milliseconds patience{1'000};
constexpr milliseconds patience_end_to_end{3'000};

// @… is filled in. What stops users stops the flow that they are in. What only keeps the region from growing
// (vault, registry), or concerns nobody who waits (third party), has limited impact: it is told, and never
// takes the region out. Who asks a process about itself wants to know what is so now, and counts for himself.
constexpr std::string_view text = R"(
model: contoso-stamp
regions: { @region: {} }
defaults:
  signal: { every: @every, timeout: @timeout, rise: 2, fall: 2 }
traffic: { down_after: 0s, up_after: 0s, min_down: 0s, ramp: 0s }
flows:
  list-catalog-items: { criticality: high, needs: [catalog-api] }
  add-comment: { criticality: medium, needs: [catalog-api, background-processor] }
components:
  catalog-api:
    needs:
      - cosmos-db/read
      - { name: event-hubs, impact: at_most_degraded }
      - { name: key-vault, impact: limited, affects: [scale-out] }
      - { name: container-registry, impact: limited, affects: [scale-out] }
    signals:
      items: { http: { url: "http://@api/api/items", expect: { body_contains: '"items"' } } }
  background-processor:
    needs:
      - cosmos-db/read
      - cosmos-db/write
      - event-hubs
      - { name: key-vault, impact: limited, affects: [scale-out] }
      - { name: container-registry, impact: limited, affects: [scale-out] }
      - { name: third-party-api, impact: limited, affects: [announcements] }
    signals:
      end-to-end:
        http: { url: "http://@api/end-to-end", method: POST }
        every: @seldom
        timeout: @long_timeout
dependencies:
  cosmos-db:
    signals:
      read: { http: { url: "http://@cosmos/read", expect: { body_contains: '"date"' } } }
      # Marked as a probe's, gone after ten seconds.
      write: { http: { url: "http://@cosmos/write", method: POST, body: '{"ttl": 10}', expect: { status: 201 } } }
  event-hubs:
    signals:
      # The marker by which the consumer drops it.
      send: { http: { url: "http://@hubs/messages", method: POST, body: '{"probe": true}', expect: { status: 202 } } }
  key-vault:
    signals:
      secret: { http: { url: "http://@vault/secrets/probe", expect: { body_contains: '"value"' } } }
  container-registry:
    scope: global
    signals:
      image: { http: { url: "http://@registry/v2/contoso-shoes/manifests/latest", expect: { body_contains: '"config"' } } }
  third-party-api:
    scope: global
    signals:
      # By the component that talks to it, with the key that it asks for.
      post: { http: { url: "http://@processor/announcements/test", method: POST } }
)";

std::string duration_text(milliseconds d) {
    return fmt::format("{}ms", d.count());
}

std::string replaced(std::string in, std::string_view what, std::string_view by) {
    for (auto at = in.find(what); at != std::string::npos; at = in.find(what, at + by.size()))
        in.replace(at, what.size(), by);
    return in;
}

}  // namespace

std::string health_model(const health_places& where, milliseconds every) {
    const auto service = [&](const boost::asio::ip::address& address, int offset) {
        const bool v6 = address.is_v6();
        return fmt::format("{}{}{}:{}", v6 ? "[" : "", address.to_string(), v6 ? "]" : "",
                           where.first_port + offset);
    };
    const std::array<std::pair<std::string_view, std::string>, 11> filled{{
        {"@region", where.region},
        {"@every", duration_text(every)},
        {"@timeout", duration_text(std::min(every, patience))},
        {"@seldom", duration_text(every * expensive)},
        {"@long_timeout", duration_text(std::min(every * expensive, patience_end_to_end))},
        {"@api", service(where.address, 2)},
        {"@processor", service(where.address, 3)},
        {"@cosmos", service(where.address, 4)},
        {"@hubs", service(where.address, 5)},
        {"@vault", service(where.address, 7)},
        {"@registry", service(where.shared_address, 8)},
    }};
    std::string model{text};
    for (const auto& [what, by] : filled) model = replaced(std::move(model), what, by);
    return model;
}

}  // namespace contoso
