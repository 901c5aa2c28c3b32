// The probe kinds of the language: the key under a signal, and who reads it. A new kind brings a file with
// its reader and one line in the table.
#pragma once

#include "config/reader.hpp"
#include "config/substitution.hpp"
#include "config/tls_store.hpp"
#include "model/probe_spec.hpp"

#include <optional>
#include <span>
#include <string_view>

namespace hm::config {

// Reads the value of the kind's key, for one place. Absent after a mistake.
using probe_reader = std::optional<model::probe_spec> (*)(const member& m, substitution& here, tls_store& tls,
                                                          report& out);

struct probe_kind {
    std::string_view key;
    probe_reader read = nullptr;
    // What conditions can look at.
    bool has_status = false;
    bool has_body = false;
    std::span<const std::string_view> body_fields{};  // the only ones that there are; empty: any
    bool has_tls = false;                             // may have: whether it does is a matter of the spec
    bool is_pushed = false;                           // not run: neither latency nor failure
    bool only_value = false;  // of what it measures; a failed run is our own trouble, and nobody judges it
};

std::span<const probe_kind> probe_kinds();

std::optional<model::probe_spec> read_http(const member& m, substitution& here, tls_store& tls, report& out);
std::optional<model::probe_spec> read_tcp(const member& m, substitution& here, tls_store& tls, report& out);
std::optional<model::probe_spec> read_dns(const member& m, substitution& here, tls_store& tls, report& out);
std::optional<model::probe_spec> read_redis(const member& m, substitution& here, tls_store& tls, report& out);
std::optional<model::probe_spec> read_prometheus(const member& m, substitution& here, tls_store& tls,
                                                 report& out);
std::optional<model::probe_spec> read_push(const member& m, substitution& here, tls_store& tls, report& out);

inline constexpr int max_redirects = 20;
inline constexpr std::size_t max_body_limit = 64 * 1024 * 1024;

// Of dns.
inline constexpr std::size_t max_expected_answers = 100;
inline constexpr int max_min_answers = 1000;

// Of redis.
inline constexpr int max_redis_database = 65535;
inline constexpr std::size_t max_redis_key = 1024;  // bytes
inline constexpr model::duration min_write_ttl = std::chrono::seconds{1};
inline constexpr model::duration max_write_ttl = std::chrono::hours{24};

// Of prometheus.
inline constexpr std::size_t max_promql = 8 * 1024;  // bytes
inline constexpr std::size_t max_alert_text = 1024;  // bytes of an alert's name, of a label
inline constexpr std::size_t max_alert_labels = 50;  // and severities
inline constexpr std::size_t default_prometheus_body_limit = 1024 * 1024;
inline constexpr model::duration min_max_age = std::chrono::seconds{1};
inline constexpr model::duration max_max_age = std::chrono::hours{24};

}  // namespace hm::config
