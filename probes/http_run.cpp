#include "probes/http_run.hpp"

namespace hm::probes {

using model::reason;
using wire::http_response;

namespace {

// Another host has other names, and is not shown who we are.
tls_choice tls_elsewhere(const tls_choice& here) {
    model::tls_settings settings = here ? *here : model::tls_settings{};
    settings.server_name.clear();
    settings.expected_name.clear();
    settings.certificate.clear();
    settings.key.clear();
    return settings;
}

// Sending it twice does what sending it once does (RFC 9110 §9.2.2).
bool is_idempotent(const std::string& method) {
    return method != "POST" && method != "PATCH";
}

}  // namespace

http_plan::http_plan(std::shared_ptr<const model::signal_spec> s) : plan_of(std::move(s)) {
    prepare();
}

http_plan::http_plan(std::shared_ptr<const model::signal_spec> s, const model::http_spec& made)
    : plan_of(std::move(s), made) {
    prepare();
}

void http_plan::prepare() {
    request = wire::request_bytes(spec, first_hop(), signal->secrets);
    if (spec.max_redirects > 0) elsewhere = tls_elsewhere(spec.tls);
}

tls_choice http_plan::tls_of(const wire::http_hop& hop) const {
    if (!hop.place.https) return {};
    return hop.with_credentials ? spec.tls : elsewhere;
}

http_run::http_run(http_plan& plan, bool keep_body, const std::vector<std::string>* wanted_fields,
                   const environment& env, completion done)
    : stream_run(env, std::move(done)),
      plan_(plan),
      keep_body_(keep_body),
      wanted_fields_(wanted_fields),
      response_(expectation(plan.spec.method)) {}

wire::http_expectation http_run::expectation(const std::string& method) const {
    return {method == "HEAD", keep_body_, plan_.spec.body_limit, wanted_fields_};
}

void http_run::start() {
    if (plan_.spec.reuse)
        return connect_to(plan_.spec.to, plan_.spec.tls, plan_.kept, is_idempotent(plan_.spec.method));
    connect_to(plan_.spec.to, plan_.spec.tls);
}

void http_run::on_progress(http_response::progress p) {
    seen_.status = response_.status();
    if (p != http_response::progress::failed && response_.has_header() && follows(response_.status()))
        return follow_redirect();
    if (p == http_response::progress::failed) return on_fault();
    if (p == http_response::progress::complete) on_complete();
}

void http_run::on_fault() {
    switch (response_.failure()) {
        case http_response::fault::too_large:
            return finish(reason::too_large, response_.failure_words());
        case http_response::fault::cut_short:
            return finish(reason::closed, response_.failure_words());
        default:
            return finish(reason::protocol_error, response_.failure_words());
    }
}

void http_run::on_complete() {
    let_go();
    on_answer(response_);
}

void http_run::let_go() {
    if (plan_.spec.reuse && !redirected_ && response_.keeps_alive()) return keep(plan_.kept);
    close_at_once();
}

std::string http_run::status_words() const {
    std::string text = "HTTP " + std::to_string(response_.status());
    if (!response_.phrase().empty()) text += " " + std::string{response_.phrase()};
    const std::string_view said = response_.body();
    const std::size_t first = said.find_first_not_of(" \t\r\n");
    const bool is_text =
        first != std::string_view::npos && said[first] != '<' && response_.unknown_coding().empty();
    if (is_text) text += ": " + std::string{said.substr(first, said.find_last_not_of(" \t\r\n") + 1 - first)};
    return text;
}

bool http_run::follows(int status) const {
    return plan_.spec.max_redirects > 0 && wire::is_redirect(status);
}

void http_run::follow_redirect() {
    close_at_once();
    if (++hops_ > plan_.spec.max_redirects)
        return finish(reason::redirect,
                      "more than " + std::to_string(plan_.spec.max_redirects) + " redirects");
    auto next = wire::follow(redirected_ ? redirected_->hop : plan_.first_hop(), response_.status(),
                             response_.location());
    if (!next)
        return finish(reason::redirect,
                      plan_.words("cannot follow to \"" + std::string{response_.location()} + "\""));
    remark("redirected to " + std::string{response_.location()});
    redirected_ = std::make_unique<redirected>();
    redirected_->request = wire::request_bytes(plan_.spec, *next, plan_.signal->secrets);
    redirected_->hop = std::move(*next);
    response_ = http_response{expectation(redirected_->hop.method)};
    connect_to(redirected_->to(plan_.spec.to.family), plan_.tls_of(redirected_->hop));
}

}  // namespace hm::probes
