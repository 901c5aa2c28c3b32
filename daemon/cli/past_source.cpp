#include "daemon/cli/past_source.hpp"

#include "config/units.hpp"
#include "daemon/clock.hpp"
#include "daemon/outputs/past_request.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace hm::daemon::cli {

namespace {

// A file that is not there is not made.
fetched_past read_file(const std::string& path, model::wall_time from, model::wall_time to) {
    fetched_past f;
    if (!std::filesystem::exists(path)) {
        f.mistake = path + " does not exist";
        return f;
    }
    try {
        history_file file{path};
        f.past = read_past(file, from, to);
    } catch (const sqlite_error& e) {
        f.mistake = fmt::format("{}; of a daemon that runs, ask by --url", e.what());
    }
    return f;
}

}  // namespace

std::optional<model::wall_time> instant_of(const std::string& text) {
    if (text.empty()) return now().wall;
    if (const auto ago = config::parse_duration(text))
        return now().wall - std::chrono::floor<std::chrono::milliseconds>(*ago.value);
    return parse_instant(text);
}

fetched_past past_of(const past_source& source, model::wall_time from, model::wall_time to) {
    if (source.history) return read_file(*source.history, from, to);
    const api_client daemon{source.access};
    if (!daemon.mistake().empty()) return {{}, daemon.mistake()};
    return fetch_past(daemon, from, to);
}

}  // namespace hm::daemon::cli
