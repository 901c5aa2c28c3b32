// The engine of healthmodeld inside your own program: load a model, run its checks in the background, and
// answer for your health in your own HTTP server. Standard types only: none of our dependencies' headers is
// needed.
//
//   healthmodel::engine health{model_text};
//   health.start();
//   …
//   healthmodel::answer a = health.health();   // from any thread, at once, whatever the checks are doing
//   // a.status is 200 or 503; send a.headers and a.body (for HEAD: without the body)
//
// Each check runs by itself, in parallel, every so often (the model says how often); asking costs none of
// them anything. The model's language: config/README.md of healthmodeld.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#if defined(__GNUC__)
#define HEALTHMODEL_API __attribute__((visibility("default")))
#else
#define HEALTHMODEL_API
#endif

namespace healthmodel {

// The model or the settings have mistakes. what() shows all of them, each with its place and what to do.
class HEALTHMODEL_API model_error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
    ~model_error() override;
};

enum class state : std::uint8_t { healthy, degraded, unhealthy, unknown };

HEALTHMODEL_API std::string_view to_string(state s);

// One check in one region.
struct check {
    std::string name;    // "cosmos-db/read"
    std::string region;  // empty: of what all regions share
    healthmodel::state state = healthmodel::state::unknown;
    std::string reason;  // one word of a closed list: "ok", "timeout", "connect_refused", …
    std::string detail;  // in words; may be empty
    std::optional<std::chrono::system_clock::time_point> since;  // of the state; absent: it has not run yet
    std::optional<std::chrono::nanoseconds> age;                 // since it last ran
    std::optional<std::chrono::nanoseconds> duration;            // of its last run
};

// An HTTP answer. The headers do not include Content-Length, Date and Connection.
struct answer {
    int status = 503;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
};

struct question {
    std::string region;  // empty: the one of the options, else the model's only one, else whether any serves
    std::string flow;    // empty: the region as a whole
    // everything: each check and why. status: pass, warn or fail alone, for callers that are not to know what
    // the application stands on.
    enum class detail : std::uint8_t { everything, status };
    detail wanted = detail::everything;
};

struct options {
    std::string settings;  // the text of a settings file: region, resolver, tokens, listeners, …
    bool listen = false;   // open the listeners that the settings name (by default 127.0.0.1:8640 and :8642)

    // Before the first results: 503, so that nobody is sent to an instance that nobody has looked at; or 200.
    bool serve_while_warming = false;

    // One line per event ("info", "check_failed signal=… reason=…"); without it nothing is logged. Called
    // from the engine's threads, several at a time. The log is one for the whole process.
    std::function<void(std::string_view level, std::string_view line)> log;
    // Of the checks' runs: the first that failed and the first good one after it, or every one of them.
    enum class logged_checks : std::uint8_t { none, changes, all };
    logged_checks log_checks = logged_checks::changes;
};

class HEALTHMODEL_API engine {
public:
    // A model as YAML text. Throws model_error, or std::runtime_error when a listener cannot be had.
    explicit engine(std::string_view model, options o = {});
    static engine from_files(const std::vector<std::string>& paths, options o = {});

    ~engine();  // stop()
    engine(engine&&) noexcept;
    engine& operator=(engine&&) noexcept;

    void start();
    void
    stop();  // waits for the engine's threads; what is under way ends without a result. Not startable again

    // --- from any thread, at any time after construction; never waits for a check

    // For your own health endpoint: application/health+json, 200 while the region (or flow) may serve, else
    // 503; 400 when there is no such region or flow.
    answer health(const question& asked = {}) const;

    // What the daemon would answer: /health…, /metrics, /livez, /readyz, /api/v1/status, nodes, regions.
    answer respond(std::string_view method, std::string_view target, std::string_view accept = {}) const;

    std::vector<check> checks() const;

private:
    struct impl;
    explicit engine(std::unique_ptr<impl> made);
    std::unique_ptr<impl> impl_;
};

}  // namespace healthmodel
