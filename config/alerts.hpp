// alerts: { sinks, rules } of the settings, and public_url.
#pragma once

#include "config/reader.hpp"
#include "config/secret_sources.hpp"
#include "config/settings.hpp"
#include "config/substitution.hpp"

namespace hm::config {

inline constexpr std::size_t max_alert_sinks = 16;
inline constexpr std::size_t max_alertmanagers = 8;  // of one sink
inline constexpr std::size_t max_alert_rules = 100;
inline constexpr std::size_t max_alert_names = 1000;  // in one list of a rule
inline constexpr std::size_t max_command_words = 32;
inline constexpr std::size_t max_command_bytes = 4096;  // of one of them

void read_alerts(const member& m, secret_sources& sources, alert_settings& into, report& out);
void read_alert_sinks(const member& m, secret_sources& sources, std::vector<alert_sink>& into, report& out);
void read_alert_rules(const member& m, const std::vector<alert_sink>& sinks,
                      std::vector<model::alerts::rule>& into, report& out);
void read_public_url(const node& n, substitution& here, std::string& into, report& out);

}  // namespace hm::config
