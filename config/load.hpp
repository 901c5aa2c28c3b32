// The way in: YAML text → definition or settings, or all the mistakes at once. The only folder that knows
// yaml-cpp. Reads files, never the network; what it returns is complete and checked.
#pragma once

#include "config/diagnostic.hpp"
#include "config/settings.hpp"
#include "model/definition.hpp"
#include "model/time.hpp"
#include "model/time_zone.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hm::config {

// A text with the name that messages show for it.
struct source {
    std::string name;
    std::string text;
};

// What a model is read against, and does not say itself.
struct surroundings {
    const model::time_zones* zones = nullptr;  // without them there is UTC only
    std::optional<model::wall_time> now{};     // what is over for good is warned about
};

template <class Value>
struct loaded {
    std::optional<Value> value;           // absent when there are errors
    std::vector<diagnostic> diagnostics;  // errors and warnings, in the order of their places
};

using loaded_model = loaded<std::shared_ptr<const model::definition>>;
using loaded_settings = loaded<settings>;

// The bytes of the largest file that is read.
inline constexpr std::size_t max_file_bytes = 64 * 1024 * 1024;

// Of the settings.
inline constexpr std::size_t max_listeners = 32;
inline constexpr std::size_t max_servers = 8;  // of the resolver
inline constexpr int max_tries = 10;
inline constexpr int max_shards = 64;
inline constexpr int max_runs_at_once = 100'000;  // of a shard, to a host
inline constexpr std::size_t max_operators = 100;
inline constexpr std::size_t max_exports = 16;
inline constexpr std::size_t max_export_entries = 1000;
inline constexpr std::size_t max_path_bytes = 4000;

// Reads a file; unreadable or too large ones become a diagnostic.
std::optional<source> read_source(const std::string& path, std::vector<diagnostic>& diagnostics);

loaded_model load_model(const source& text, const surroundings& around = {});
// One model from several texts: sections are merged, a name declared twice shows both places.
loaded_model load_model(const std::vector<source>& texts, const surroundings& around = {});
// Files, and directories (their *.yaml and *.yml, in order of their names), with what they include.
loaded_model load_model_files(const std::vector<std::string>& paths, const surroundings& around = {});

loaded_settings load_settings(const source& text);
loaded_settings load_settings_file(const std::string& path);

}  // namespace hm::config
