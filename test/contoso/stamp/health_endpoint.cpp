#include "test/contoso/stamp/health_endpoint.hpp"

#include <fmt/core.h>
#include <openssl/crypto.h>

namespace contoso {

namespace {

constexpr std::string_view root = "/health";

// One line at a time, whichever thread of the engine it comes from: stderr is not buffered.
void write_log(std::string_view level, std::string_view line) {
    fmt::print(stderr, "{}\n", fmt::format("health: {} {}", level, line));
}

// HAProxy's own default is OPTIONS: whoever asks gets the same answer.
bool is_read(std::string_view method) {
    return method == "GET" || method == "HEAD" || method == "OPTIONS";
}

http::response to_response(healthmodel::answer told) {
    http::response r;
    r.status = told.status;
    r.body = std::move(told.body);
    for (auto& [name, value] : told.headers) {
        if (name == "Content-Type")
            r.content_type = std::move(value);
        else
            r.headers.emplace_back(std::move(name), std::move(value));
    }
    return r;
}

}  // namespace

health_endpoint::health_endpoint(std::string model, health_options options)
    : model_(std::move(model)), options_(std::move(options)) {
    make_engine();
}

void health_endpoint::make_engine() {
    healthmodel::options o;
    if (options_.log != healthmodel::options::logged_checks::none) o.log = write_log;
    o.log_checks = options_.log;
    engine_.emplace(model_, std::move(o));
}

void health_endpoint::start() {
    if (!engine_) make_engine();
    engine_->start();
}

void health_endpoint::stop() {
    engine_.reset();
}

bool health_endpoint::concerns(const http::request& asked) {
    const std::string_view path = asked.path();
    return path.starts_with(root) && (path.size() == root.size() || path[root.size()] == '/');
}

http::response health_endpoint::answer(const http::request& asked) const {
    if (!is_read(asked.method)) return http::failure(405, "GET, HEAD or OPTIONS");
    if (!engine_) return http::failure(503, "stopped");
    healthmodel::question question;
    if (const auto path = asked.path(); path.size() > root.size())
        question.flow = path.substr(root.size() + 1);
    using enum healthmodel::question::detail;
    question.wanted = may_see_everything(asked) ? everything : status;

    return to_response(engine_->health(question));
}

http::response health_endpoint::metrics() const {
    if (!engine_) return http::failure(503, "stopped");
    return to_response(engine_->respond("GET", "/metrics"));
}

// A wrong token is as good as none: it must not take the region out.
bool health_endpoint::may_see_everything(const http::request& asked) const {
    if (options_.token.empty()) return true;
    const std::string expected = "Bearer " + options_.token;
    return asked.authorization.size() == expected.size() &&
           CRYPTO_memcmp(asked.authorization.data(), expected.data(), expected.size()) == 0;
}

}  // namespace contoso
