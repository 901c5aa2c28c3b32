#include "daemon/library/healthmodel.hpp"

#include "config/load.hpp"
#include "daemon/clock.hpp"
#include "daemon/engine.hpp"
#include "daemon/library/application_health.hpp"
#include "daemon/library/routes_on_call.hpp"
#include "daemon/log.hpp"
#include "daemon/time_zones.hpp"

#include <mutex>

namespace healthmodel {

namespace {

namespace daemon = hm::daemon;
namespace config = hm::config;

template <class Value>
Value value_or_throw(config::loaded<Value> loaded) {
    if (!loaded.value) throw model_error(config::render(loaded.diagnostics));
    return std::move(*loaded.value);
}

config::log_settings::checks logged(options::logged_checks wanted) {
    using enum options::logged_checks;
    if (wanted == none) return config::log_settings::checks::none;
    return wanted == all ? config::log_settings::checks::all : config::log_settings::checks::changes;
}

config::settings settings_of(const options& o) {
    config::settings s;
    if (!o.settings.empty()) s = value_or_throw(config::load_settings({"settings", o.settings}));
    if (!o.listen) s.listeners.clear();
    s.log.runs = logged(o.log_checks);
    return s;
}

state public_state(hm::model::state s) {
    switch (s) {
        case hm::model::state::healthy:
            return state::healthy;
        case hm::model::state::degraded:
            return state::degraded;
        case hm::model::state::unhealthy:
            return state::unhealthy;
        case hm::model::state::unknown:
            break;
    }
    return state::unknown;
}

check public_check(daemon::check_report r) {
    check c;
    c.name = std::move(r.name);
    c.region = std::move(r.region);
    c.state = public_state(r.now);
    c.reason = hm::model::to_string(r.why);
    c.detail = std::move(r.detail);
    if (r.since != hm::model::wall_time{})
        c.since = std::chrono::time_point_cast<std::chrono::system_clock::duration>(r.since);
    c.age = r.age;
    c.duration = r.duration;
    return c;
}

// Before the engine is made, so that its first words are heard.
options with_log(options o) {
    daemon::log::divert(o.log ? o.log : [](std::string_view, std::string_view) {});
    return o;
}

}  // namespace

model_error::~model_error() = default;

std::string_view to_string(state s) {
    switch (s) {
        case state::healthy:
            return "healthy";
        case state::degraded:
            return "degraded";
        case state::unhealthy:
            return "unhealthy";
        case state::unknown:
            break;
    }
    return "unknown";
}

struct engine::impl {
    impl(std::shared_ptr<const hm::model::definition> model, options o)
        : given(with_log(std::move(o))),
          settings(settings_of(given)),
          running(std::move(model), {.settings = settings, .version = HM_VERSION, .timing = {}}),
          routes(running, settings) {}

    options given;
    config::settings settings;
    daemon::engine running;
    daemon::routes_on_call routes;
};

engine::engine(std::string_view model, options o)
    : impl_(std::make_unique<impl>(value_or_throw(config::load_model(
                                       config::source{"model", std::string{model}}, daemon::here_and_now())),
                                   std::move(o))) {}

engine::engine(std::unique_ptr<impl> made) : impl_(std::move(made)) {}

engine engine::from_files(const std::vector<std::string>& paths, options o) {
    return engine(std::make_unique<impl>(
        value_or_throw(config::load_model_files(paths, daemon::here_and_now())), std::move(o)));
}

engine::~engine() = default;
engine::engine(engine&&) noexcept = default;
engine& engine::operator=(engine&&) noexcept = default;

void engine::start() {
    impl_->running.start();
}

void engine::stop() {
    impl_->running.stop();
}

answer engine::health(const question& asked) const {
    daemon::health_question inside;
    inside.region = asked.region.empty() ? impl_->settings.region.value_or("") : asked.region;
    inside.flow = asked.flow;
    inside.everything = asked.wanted == question::detail::everything;
    inside.serve_while_warming = impl_->given.serve_while_warming;
    const daemon::engine_picture picture = impl_->running.latest();
    const auto age = impl_->running.heartbeat_age();
    daemon::health_document d = daemon::application_health(picture, inside, daemon::now().wall, age);
    answer a;
    a.status = d.status;
    a.body = std::move(d.json);
    a.headers = {{"Content-Type", "application/health+json"},
                 {"Cache-Control", "no-store"},
                 {"X-Health-Verdict", std::move(d.verdict)}};
    return a;
}

answer engine::respond(std::string_view method, std::string_view target, std::string_view accept) const {
    daemon::routes_on_call::called called = impl_->routes.call(method, target, accept);
    return {called.status, std::move(called.headers), std::move(called.body)};
}

std::vector<check> engine::checks() const {
    std::vector<check> all;
    for (daemon::check_report& r : daemon::checks_of(impl_->running.latest(), daemon::now().wall))
        all.push_back(public_check(std::move(r)));
    return all;
}

}  // namespace healthmodel
