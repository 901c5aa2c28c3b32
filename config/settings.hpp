// What belongs to one host rather than to the model: `run MODEL --settings FILE`. Everything has a default.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hm::config {

// What a listener answers. `lb` listeners live on the answer thread, all others on the serve thread.
// `admin` is what changes something: reload, and results that are pushed.
enum class service : std::uint8_t { lb, metrics, api, dashboard, admin };

std::string_view to_string(service s);

struct listener {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;  // 0: any free port
    std::vector<service> serves;
};

struct resolver_settings {
    std::vector<std::string> servers;         // "127.0.0.1:5353"; empty: those of /etc/resolv.conf
    std::chrono::milliseconds timeout{1000};  // of one try at one server
    int tries = 2;
    std::chrono::seconds min_ttl{1}, max_ttl{300};  // an answer's TTL is held within these
    std::chrono::seconds negative_ttl{1};           // how long NXDOMAIN and NODATA are remembered
};

// How much is probed at once. What is due beyond that waits in order, which shows as lag.
struct probing_settings {
    int shards = 1;             // threads that probe, each with its own resolver and TLS sessions
    int max_concurrent = 2000;  // runs under way in one shard
    int max_per_host = 100;     // of these to one host
};

struct log_settings {
    enum class format : std::uint8_t { text, json };
    format as = format::text;
    std::string level = "info";
    // What is logged of the runs themselves: nothing, the first failed and the first good one after it, or
    // each.
    enum class checks : std::uint8_t { none, changes, all };
    checks runs = checks::changes;
};

// Who may change something: presented as `Authorization: Bearer …`. The name stands in logs, the token never.
struct operator_token {
    std::string name;
    std::string token;
};

struct settings {
    std::optional<std::string> region;  // the daemon's own: what bare /health answers for
    std::vector<listener> listeners{
        {"127.0.0.1",
         8640,
         {service::lb, service::metrics, service::api, service::dashboard, service::admin}},
        {"127.0.0.1", 8642, {service::lb}},
    };
    resolver_settings resolver;
    probing_settings probing;
    log_settings log;
    std::vector<operator_token> tokens;  // without any, nothing can be changed over HTTP
};

}  // namespace hm::config
