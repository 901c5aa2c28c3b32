// The settings of each probe kind, as plain data: what config/ reads and probes/ carries out.
// A new kind adds its struct here, with its name, and one alternative to probe_spec: before push_spec, which
// is the last.
#pragma once

#include "model/condition.hpp"
#include "model/shared_value.hpp"
#include "model/state.hpp"
#include "model/target.hpp"
#include "model/time.hpp"
#include "model/tls.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace hm::model {

// What must be true of a text that a peer sent: a header's value, a body.
struct text_test {
    enum class kind : std::uint8_t {
        equals,
        contains,
        not_contains,
        matches,      // an RE2 pattern, found anywhere
        not_matches,  // found nowhere
        present,      // of a header: it is there
        absent,       // it is not
    };
    kind what = kind::contains;
    std::string text;  // or pattern
    friend bool operator==(const text_test&, const text_test&) = default;
};

struct header_test {
    std::string name;  // as written; case does not matter
    text_test test;
    friend bool operator==(const header_test&, const header_test&) = default;
};

// What must be true of a place in a JSON body.
struct json_test {
    enum class kind : std::uint8_t { compare, present, absent };
    std::string pointer;  // RFC 6901: "/queue/depth"
    kind what = kind::compare;
    comparator cmp = comparator::equal;
    value literal = 0.0;
    std::string text;  // as written, for the detail: "/queue/depth < 20"
    friend bool operator==(const json_test&, const json_test&) = default;
};

// An inclusive range of HTTP status codes.
struct status_range {
    int first = 200;
    int last = 299;
    friend bool operator==(const status_range&, const status_range&) = default;
};

// Every one must hold.
struct http_expect {
    std::vector<status_range> status{{200, 299}};
    std::vector<header_test> headers;
    std::vector<text_test> body;
    std::vector<json_test> json;
    friend bool operator==(const http_expect&, const http_expect&) = default;
};

enum class content_coding : std::uint8_t { gzip, deflate };

std::string_view to_string(content_coding c);

struct http_spec {
    static constexpr std::string_view kind = "http";
    std::string url;        // as written, after substitution: http[s]://host[:port]/path?query
    std::string shown_url;  // what may be shown of it when parts are secret; empty when none are
    target to{{}, 80};
    shared_value<tls_settings> tls;  // null: http
    std::string path = "/";          // and query
    std::string method = "GET";
    std::vector<std::pair<std::string, std::string>> headers;  // in order; Host may be set here
    std::string body;
    std::vector<content_coding> compression;  // asked for; what comes is read all the same
    http_expect expect;
    int max_redirects = 0;                // 0: a redirect is an answer like any other
    std::size_t body_limit = 256 * 1024;  // bytes read at most, decompressed; more is too_large
    bool reuse = false;                   // the connection is kept for the next run
    friend bool operator==(const http_spec&, const http_spec&) = default;
};

// One turn of a dialogue over tcp.
struct tcp_step {
    enum class kind : std::uint8_t {
        send,
        expect,    // an RE2 pattern that must be found in what the peer says
        starttls,  // from here on by TLS
    };
    kind what = kind::send;
    std::string text;
    friend bool operator==(const tcp_step&, const tcp_step&) = default;
};

struct tcp_spec {
    static constexpr std::string_view kind = "tcp";
    target to;
    std::string shown_address{};  // what may be shown of host and port when they are secret; empty when not
    shared_value<tls_settings> tls{};  // of a step starttls when there is one, else from the beginning
    std::vector<tcp_step> dialogue{};  // empty: that the connection stands (and TLS, if any) is all it asks
    friend bool operator==(const tcp_spec&, const tcp_spec&) = default;
};

enum class dns_transport : std::uint8_t { udp, tcp };

struct dns_expect {
    std::vector<std::string> rcodes{"NOERROR"};  // by name
    int min_answers = 1;                         // records of the type asked for; not looked at when the
                                                 // rcode is another one than NOERROR
    std::vector<std::string> answers;            // every one must be among them, as text
    bool authoritative = false;                  // the answer must be
    friend bool operator==(const dns_expect&, const dns_expect&) = default;
};

struct dns_spec {
    static constexpr std::string_view kind = "dns";
    target to{{}, 53};
    std::string shown_address;  // see tcp_spec
    dns_transport transport = dns_transport::udp;
    std::string name;
    std::string type = "A";  // by name: A, AAAA, CNAME, MX, NS, PTR, SOA, SRV, TXT, CAA
    bool recursion = true;   // is desired
    dns_expect expect;
    friend bool operator==(const dns_spec&, const dns_spec&) = default;
};

// AUTH and SELECT as far as they are set, PING, then what else is asked for.
struct redis_spec {
    static constexpr std::string_view kind = "redis";
    target to{{}, 6379};
    std::string shown_address;  // see tcp_spec
    shared_value<tls_settings> tls;
    std::string username;  // empty: AUTH with the password alone
    std::string password;  // a secret; empty: no AUTH
    int database = 0;
    std::string exists;                            // a key that must be there; empty: none is asked for
    std::string write;                             // a key that is written and read back; empty: none
    duration write_ttl = std::chrono::minutes{1};  // when that key goes by itself
    friend bool operator==(const redis_spec&, const redis_spec&) = default;
};

// What is asked of a Prometheus, or of what speaks its HTTP API: the value of a query, or how alerts of one
// name stand. How it is asked is an http request like any other; the probe makes its path and body.
struct prometheus_spec : http_spec {
    static constexpr std::string_view kind = "prometheus";
    std::string query;                                        // PromQL; empty: an alert is asked for
    std::string alert;                                        // the name of an alerting rule
    std::vector<std::pair<std::string, std::string>> labels;  // that an alert must have to count
    // What an alert that fires is worth, by its label `severity`; and any other.
    std::vector<std::pair<std::string, state>> by_severity;
    state firing = state::unhealthy;
    state pending = state::healthy;
    duration max_age = std::chrono::minutes{5};  // an older value, or evaluation of the rule, tells nothing
    friend bool operator==(const prometheus_spec&, const prometheus_spec&) = default;
};

// What conditions see of it: the value of a query; how many alerts are worth each state.
inline constexpr std::string_view value_field = "value";
inline constexpr std::string_view unhealthy_alerts_field = "unhealthy";
inline constexpr std::string_view degraded_alerts_field = "degraded";

// Not asked for: the target, or whoever watches it, sends results to the daemon's API. Silent for `ttl`:
// unknown.
struct push_spec {
    static constexpr std::string_view kind = "push";
    std::string token;  // what a sender must show; a secret
    friend bool operator==(const push_spec&, const push_spec&) = default;
};

using probe_spec = std::variant<http_spec, tcp_spec, dns_spec, redis_spec, prometheus_spec, push_spec>;

// "http", "tcp", … "push": the word of the model language and of the metrics' `kind` label.
std::string_view kind_of(const probe_spec& spec);
// The same by the place in the variant.
std::string_view kind_at(std::size_t alternative);

// Where it goes; null when it goes nowhere (push).
const target* target_of(const probe_spec& spec);
target* target_of(probe_spec& spec);

// How it speaks TLS; null when it does not.
const tls_settings* tls_of(const probe_spec& spec);
// It does, or might: a redirect may lead there.
bool may_speak_tls(const probe_spec& spec);

}  // namespace hm::model
