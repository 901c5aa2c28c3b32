#include "daemon/library/routes_on_call.hpp"

#include "daemon/outputs/routes.hpp"

namespace hm::daemon {

namespace {

// Takes the one answer of a handler that knows it at once.
struct caught final : http::answer_sink {
    void answer(std::uint64_t, http::response r) override { taken = std::move(r); }
    std::optional<http::response> taken;
};

http::method method_of(std::string_view name) {
    if (name == "GET") return http::method::get;
    if (name == "HEAD") return http::method::head;
    if (name == "OPTIONS") return http::method::options;
    return http::method::other;
}

// "Name: value\r\n" lines, as the endpoints leave them.
void split_headers(std::string_view lines, std::vector<std::pair<std::string, std::string>>& into) {
    while (!lines.empty()) {
        const std::size_t end = lines.find("\r\n");
        const std::string_view line = lines.substr(0, end);
        const std::size_t colon = line.find(": ");
        if (colon != std::string_view::npos) into.emplace_back(line.substr(0, colon), line.substr(colon + 2));
        lines.remove_prefix(end == std::string_view::npos ? lines.size() : end + 2);
    }
}

}  // namespace

routes_on_call::routes_on_call(const engine& of, const config::settings& settings)
    : engine_(of), routes_([&] {
          using enum config::service;
          context_.own_region = settings.region;
          context_.facts.version = HM_VERSION;
          context_.facts.started = context_.facts.last_successful_reload = now().wall;
          context_.core_heartbeat_age = [this] { return engine_.heartbeat_age(); };
          context_.figures = [this](std::uint64_t number) {
              probe_figures f;
              if (in_use_ && in_use_->number == number) f.signals = in_use_->stats;
              return f;
          };
          context_.last_observations = [](const std::string&, std::function<void(observations)> done) {
              done({});
          };
          return make_routes({lb, metrics, api}, context_);
      }()) {}

routes_on_call::called routes_on_call::call(std::string_view method, std::string_view target,
                                            std::string_view accept) const {
    http::request r;
    r.verb = method_of(method);
    r.target = target;
    r.accept = accept;
    const auto sink = std::make_shared<caught>();
    engine_picture newest = engine_.latest();
    called c;
    if (!newest.verdicts || !newest.snapshot) {
        c.body = "starting\n";
        return c;
    }
    {
        const std::lock_guard lock{turn_};
        view_ = {newest.verdicts, newest.snapshot};
        in_use_ = newest.in_use;
        routes_.handle(r, {sink, 0});
    }
    if (!sink->taken) return c;
    const http::response& got = *sink->taken;
    c.status = got.status;
    if (!got.content_type.empty()) c.headers.emplace_back("Content-Type", got.content_type);
    if (got.shared_headers) split_headers(*got.shared_headers, c.headers);
    split_headers(got.headers, c.headers);
    c.body = got.body();
    return c;
}

}  // namespace hm::daemon
