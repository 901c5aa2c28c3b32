// What belongs to one host rather than to the model: `run MODEL --settings FILE`. Everything has a default.
#pragma once

#include "model/alerts/rule.hpp"
#include "model/probe_spec.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hm::config {

// What a listener answers. `lb` is the verdicts over HTTP, `agent` HAProxy's agent-check; `tcp` takes
// connections while its region takes traffic, and refuses them otherwise. `admin` is what changes something:
// overrides, reload, and results that are pushed.
enum class service : std::uint8_t { lb, metrics, api, dashboard, admin, agent, tcp };

std::string_view to_string(service s);

// Whose verdict: a region's, or a flow's in a region. Written REGION or REGION/FLOW.
struct verdict_name {
    std::string region;
    std::string flow{};  // empty: the region itself

    friend bool operator==(const verdict_name&, const verdict_name&) = default;
};

std::string text_of(const verdict_name& n);

struct listener {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;  // 0: any free port
    std::vector<service> serves;
    std::optional<verdict_name> pinned{};  // answers about this one, whatever it is asked

    bool offers(service s) const;
    // Serves lb, agent or tcp and nothing else: such listeners live on the answer thread, where nothing else
    // can delay them; all others on the serve thread.
    bool is_for_balancers() const;
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

// What is kept of the past: what is older goes, and what is more than that.
struct history_settings {
    std::chrono::seconds keep = std::chrono::hours{24 * 30};
    std::size_t max_size = std::size_t{2} << 30;  // bytes
};

// A file of states that gdnsd's extfile plugin reads: for each address (or name) whose verdict it has.
struct gdnsd_extfile {
    std::string file;  // absolute
    std::vector<std::pair<std::string, verdict_name>> entries;
    // What DNS may remember: of an address that may be taken out any time, and at most of one that is out for
    // a time we know.
    std::chrono::seconds min_ttl{5}, max_ttl{60};
};

// Where alerts go.
struct alert_sink {
    enum class kind : std::uint8_t { alertmanager, webhook, command };

    std::string name;
    kind what = kind::webhook;
    model::alerts::severity at_least = model::alerts::severity::ticket;
    std::chrono::milliseconds timeout{5000};  // of one try
    // Whom to ask, as an http probe would be: every Alertmanager, or the one webhook. Method and body are the
    // sender's.
    std::vector<model::http_spec> http{};
    std::vector<std::string> secrets{};  // what must not be shown of what they answer
    std::chrono::seconds resend{60};     // alertmanager: what is under way is told again so often
    std::string body{};                  // webhook: JSON with {{placeholders}}; empty: the whole notice
    std::string signing_key{};           // webhook: of an HMAC; empty: unsigned
    std::vector<std::string> command{};  // the program, by its absolute path, and its arguments
};

struct alert_settings {
    std::vector<alert_sink> sinks;  // without any, there are no alerts
    std::vector<model::alerts::rule> rules = model::alerts::default_rules();
};

// What the one who shows a token may do: read what is not open to all; change things, too.
enum class role : std::uint8_t { views, operates };

// Presented as `Authorization: Bearer …`. The name stands in logs and in what it changed, the token never.
struct access_token {
    std::string name;
    role may = role::operates;
    // One of the two: the token itself, or its SHA-256 in hexadecimal.
    std::string token{};
    std::string sha256{};
};

struct settings {
    std::optional<std::string> region;  // the daemon's own: what bare /health answers for
    std::vector<listener> listeners{
        {"127.0.0.1",
         8640,
         {service::lb, service::metrics, service::api, service::dashboard, service::admin}},
        {"127.0.0.1", 8642, {service::lb}},
        {"127.0.0.1", 8641, {service::agent}},
    };
    resolver_settings resolver;
    probing_settings probing;
    log_settings log;
    std::vector<gdnsd_extfile> exports;
    // Where overrides, the audit trail, the last verdicts and the history are kept. Absent: the command line
    // decides; an engine that is embedded keeps nothing.
    std::optional<std::string> state_dir;
    history_settings history;  // kept there, too
    alert_settings alerts;
    std::string public_url;            // where people find the daemon's page, without a slash at its end
    std::vector<access_token> tokens;  // without any, nothing can be changed over HTTP
};

}  // namespace hm::config
