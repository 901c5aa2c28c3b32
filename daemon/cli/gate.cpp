#include "daemon/cli/gate.hpp"

#include "config/load.hpp"
#include "config/units.hpp"
#include "daemon/cli/commands.hpp"
#include "daemon/engine.hpp"
#include "daemon/log.hpp"
#include "daemon/outputs/json_writer.hpp"
#include "daemon/time_zones.hpp"

#include <fmt/format.h>
#include <boost/json/parse.hpp>
#include <CLI/CLI.hpp>

#include <csignal>
#include <cstdio>
#include <thread>

namespace hm::daemon::cli {

namespace {

using model::objection;
using model::objection_kind;
using std::chrono::steady_clock;

// What one look came to.
struct look {
    bool seen = false;                 // there was a picture; else `words` say why not
    std::vector<objection> against{};  // of that picture
    std::string words{};
    std::string usage{};  // what was asked for does not exist: no use in looking again
};

using looking = std::function<look()>;

struct outcome {
    std::vector<objection> against{};
    std::string usage{};
    std::size_t looks = 0;
    model::duration watched{};
};

// Until the time is over, or something speaks against it. It begins with the first picture: before that,
// `gate_patience`.
outcome watch(const looking& look_once, model::duration length) {
    outcome o;
    const steady_clock::time_point began = steady_clock::now();
    std::optional<steady_clock::time_point> first;
    steady_clock::time_point last = began;
    for (;;) {
        const look l = look_once();
        const steady_clock::time_point now = steady_clock::now();
        if (!l.usage.empty()) return outcome{.usage = l.usage};
        if (l.seen) {
            first = first.value_or(now);
            last = now;
            o.watched = now - *first;
            ++o.looks;
            o.against = l.against;
            if (!o.against.empty() || o.watched >= length) return o;
        } else if (now - last > gate_patience) {
            o.against.push_back({objection_kind::stale, l.words});
            return o;
        }
        std::this_thread::sleep_for(gate_interval);
    }
}

objection_kind kind_named(std::string_view text) {
    for (int i = 0; i <= static_cast<int>(objection_kind::stale); ++i)
        if (to_string(static_cast<objection_kind>(i)) == text) return static_cast<objection_kind>(i);
    return objection_kind::state;
}

std::string text_of(const boost::json::object& o, std::string_view key) {
    const auto* v = o.if_contains(key);
    return v != nullptr && v->is_string() ? std::string{std::string_view{v->get_string()}} : std::string{};
}

// The answer of a gate, open or closed; nothing when it is none.
std::optional<look> read_answer(const std::string& body) {
    boost::json::error_code ec;
    const boost::json::value v = boost::json::parse(body, ec);
    const boost::json::object* o = ec ? nullptr : v.if_object();
    const auto* open = o == nullptr ? nullptr : o->if_contains("open");
    const auto* reasons = o == nullptr ? nullptr : o->if_contains("reasons");
    if (open == nullptr || !open->is_bool() || reasons == nullptr || !reasons->is_array())
        return std::nullopt;
    look l{.seen = true};
    for (const boost::json::value& r : reasons->get_array())
        if (const auto* one = r.if_object())
            l.against.push_back({kind_named(text_of(*one, "kind")), text_of(*one, "detail")});
    if (!open->get_bool() && l.against.empty()) l.against.push_back({objection_kind::state, "it is closed"});
    return l;
}

std::string target_of(const gate_names& names) {
    std::string target = "/api/v1/gate?flow=" + percent_encoded(names.flow);
    if (names.region) target += "&region=" + percent_encoded(*names.region);
    if (names.degraded_will_do) target += "&allow=degraded";
    return target;
}

look ask(const api_client& client, const std::string& url, const std::string& target) {
    const api_answer answer = client.ask("GET", target);
    if (answer.status == 0) return {.words = fmt::format("no daemon at {}: {}", url, answer.body)};
    if (answer.status == 200 || answer.status == 503)
        if (auto l = read_answer(answer.body)) return *l;
    const bool is_usage = answer.status >= 400 && answer.status < 500;
    if (is_usage) return {.usage = refusal_in_words(answer)};
    return {.words = fmt::format("{} answers {}: {}", url, answer.status, refusal_in_words(answer))};
}

std::optional<outcome> watch_daemon(const gate_options& options, model::duration length) {
    const api_client client{{options.targets.front(), options.token_file}};
    if (!client.mistake().empty()) return outcome{.usage = client.mistake()};
    const std::string target = target_of(options.names);
    return watch([&] { return ask(client, options.targets.front(), target); }, length);
}

// Listeners, exports and what is remembered are the daemon's whose settings these are.
config::settings alone(config::settings s) {
    s.listeners.clear();
    s.exports.clear();
    s.state_dir.reset();
    return s;
}

look look_at(const engine& e, const model::gate_question& asked) {
    const auto s = e.latest().snapshot;
    if (!s || !s->verdicts->ready) return {.words = "the first round is not complete"};
    look l{.seen = true, .against = model::objections(*s, asked)};
    if (e.heartbeat_age() > heartbeat_limit)
        l.against.push_back({objection_kind::stale, "nothing is evaluated any more"});
    return l;
}

// Nothing when the files have mistakes, which have been told.
std::optional<outcome> watch_model(const gate_options& options, model::duration length) {
    const config::loaded_model model = config::load_model_files(options.targets, here_and_now());
    config::loaded_settings settings{config::settings{}, {}};
    if (options.settings) settings = config::load_settings_file(*options.settings);
    fmt::print(stderr, "{}{}", config::render(model.diagnostics), config::render(settings.diagnostics));
    if (!model.value || !settings.value) return std::nullopt;
    const model::graph graph{*model.value};
    const parsed_gate gate = find_gate(options.names, graph);
    if (!gate.mistake.empty()) return outcome{.usage = gate.mistake};
    log::configure(log::format::text, "warning");
    std::signal(SIGPIPE, SIG_IGN);
    engine e{*model.value, {.settings = alone(*settings.value), .version = HM_VERSION, .timing = {}}};
    e.start();
    outcome o = watch([&] { return look_at(e, gate.asked); }, length);
    e.stop();
    return o;
}

std::string to_json(const gate_options& options, const outcome& o) {
    json_writer w;
    {
        const auto document = w.object();
        w.key("open").boolean(o.against.empty());
        w.key("flow").text(options.names.flow);
        if (options.names.region) w.key("region").text(*options.names.region);
        w.key("watched_ms").milliseconds(o.watched);
        w.key("looks").integer(static_cast<std::int64_t>(o.looks));
        const auto list = w.key("reasons").array();
        for (const objection& against : o.against) {
            const auto one = w.object();
            w.key("kind").text(to_string(against.kind));
            w.key("detail").text(against.words);
        }
    }
    return w.take() + "\n";
}

void print(const gate_options& options, const outcome& o) {
    const std::string where = options.names.region ? " in " + *options.names.region : "";
    const std::string watched =
        model::format_duration(std::chrono::duration_cast<std::chrono::seconds>(o.watched));
    if (o.against.empty())
        fmt::print("open: nothing spoke against {}{} for {}\n", options.names.flow, where, watched);
    for (const objection& against : o.against) fmt::print("closed after {}: {}\n", watched, against.words);
}

bool is_url(const std::string& target) {
    return target.find("://") != std::string::npos;
}

int misused(std::string_view what) {
    fmt::print(stderr, "healthmodeld: {}\n", what);
    return exit_usage;
}

}  // namespace

std::function<int()> prepare_gate(CLI::App& app) {
    auto options = std::make_shared<gate_options>();
    app.add_option("TARGET", options->targets,
                   "where the daemon is: http://…; or a model, which is then probed from here: files and "
                   "directories")
        ->required();
    app.add_option("--flow", options->names.flow, "the flow that is rolled out")->required();
    app.add_option("--region", options->names.region, "where; else everywhere that the flow runs");
    app.add_option("--for", options->length, "for how long nothing may speak against it; 0s: one look")
        ->capture_default_str();
    app.add_flag("--allow-degraded", options->names.degraded_will_do, "degraded will do");
    app.add_option("--settings", options->settings, "of a model: the settings file, for its resolver");
    app.add_option("--token-file", options->token_file,
                   "of a daemon: the file with the token to show; else $HEALTHMODELD_TOKEN");
    app.add_flag("--json", options->json, "one JSON document on standard output, instead of text");
    return [options] { return gate(*options); };
}

int gate(const gate_options& options) {
    const auto length = config::parse_duration(options.length);
    if (!length) return misused(fmt::format("--for: {}", length.wrong.message));
    const bool of_daemon = is_url(options.targets.front());
    if (of_daemon && options.targets.size() > 1) return misused("one daemon is asked, or a model's files");
    const std::optional<outcome> o =
        of_daemon ? watch_daemon(options, *length.value) : watch_model(options, *length.value);
    if (!o) return exit_usage;
    if (!o->usage.empty()) return misused(o->usage);
    if (options.json)
        fmt::print("{}", to_json(options, *o));
    else
        print(options, *o);
    return o->against.empty() ? exit_ok : exit_failed;
}

}  // namespace hm::daemon::cli
