// Events for operators: one line each, text or JSON, on standard error. An event has a stable name and
// fields;
//   2026-11-24T03:41:07.250Z info region_down region=westeurope reason="cosmos-db@westeurope/read: timeout"
// Nothing on a hot path logs: only changes do.
#pragma once

#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>

namespace hm::daemon::log {

struct field {
    std::string_view key;
    std::string text;
};

enum class format { text, json };

// level: debug, info, warning, error. Call once, before any thread starts.
void configure(format as, std::string_view level);

// From now on, events go there instead of to standard error, rendered as text; to be called before any thread
// starts. For programs that embed the engine.
using sink = std::function<void(std::string_view level, std::string_view line)>;
void divert(sink to);

void debug(std::string_view event, std::initializer_list<field> fields);
void info(std::string_view event, std::initializer_list<field> fields);
void warning(std::string_view event, std::initializer_list<field> fields);
void error(std::string_view event, std::initializer_list<field> fields);

// One line without time and level, as configured: for tests and for the sink.
std::string render(format as, std::string_view event, std::initializer_list<field> fields);

}  // namespace hm::daemon::log
