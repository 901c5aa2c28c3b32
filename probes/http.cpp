// The http probe: one request per hop, the whole answer within the limits, and what `expect` says of it. On a
// new connection for every run, unless the spec says `reuse`.
#include "probes/http_expectations.hpp"
#include "probes/kinds.hpp"
#include "probes/stream_run.hpp"
#include "probes/wire/http_request.hpp"
#include "probes/wire/http_response.hpp"
#include "probes/wire/json_fields.hpp"

namespace hm::probes {

using model::reason;
using wire::http_response;

namespace {

// A spec and what of it is the same for every run; and the connection that one run leaves to the next.
struct prepared : plan_of<model::http_spec> {
    explicit prepared(std::shared_ptr<const model::signal_spec> s)
        : plan_of(std::move(s)), expected(spec.expect) {
        request = wire::request_bytes(spec, first_hop());
        if (spec.max_redirects > 0) elsewhere = tls_elsewhere(spec.tls);
    }

    // Another host has other names, and is not shown who we are.
    static tls_choice tls_elsewhere(const tls_choice& here) {
        model::tls_settings settings = here ? *here : model::tls_settings{};
        settings.server_name.clear();
        settings.expected_name.clear();
        settings.certificate.clear();
        settings.key.clear();
        return settings;
    }

    tls_choice tls_of(const wire::http_hop& hop) const {
        if (!hop.place.https) return {};
        return hop.with_credentials ? spec.tls : elsewhere;
    }

    wire::http_hop first_hop() const { return {wire::place_of(spec), spec.method}; }

    bool needs_body() const { return expected.need_body() || !signal->body_paths.empty(); }

    http_expectations expected;
    std::string request;
    tls_choice elsewhere;  // where a redirect leads to another origin
    kept_link kept;
};

// Sending it twice does what sending it once does (RFC 9110 §9.2.2).
bool is_idempotent(const std::string& method) {
    return method != "POST" && method != "PATCH";
}

class http_run final : public stream_run {
public:
    http_run(prepared& plan, const environment& env, completion done)
        : stream_run(env, std::move(done)), plan_(plan), response_(expectation(plan.spec.method)) {}

    void start() override {
        if (plan_.spec.reuse)
            return connect_to(plan_.spec.to, plan_.spec.tls, plan_.kept, is_idempotent(plan_.spec.method));
        connect_to(plan_.spec.to, plan_.spec.tls);
    }

private:
    wire::http_expectation expectation(const std::string& method) const {
        return {method == "HEAD", plan_.needs_body(), plan_.spec.body_limit, &plan_.expected.fields()};
    }

    bool speaks_first() const override { return true; }
    void on_connected() override { say(redirected_ ? redirected_->request : plan_.request); }
    void on_bytes(std::string_view bytes) override { on_progress(response_.took(bytes)); }
    void on_closed() override { on_progress(response_.ended()); }

    void on_progress(http_response::progress p) {
        seen_.status = response_.status();
        if (p != http_response::progress::failed && response_.has_header() && follows(response_.status()))
            return follow_redirect();
        if (p == http_response::progress::failed) return on_fault();
        if (p == http_response::progress::complete) on_complete();
    }

    void on_fault() {
        switch (response_.failure()) {
            case http_response::fault::too_large:
                return finish(reason::too_large, response_.failure_words());
            case http_response::fault::cut_short:
                return finish(reason::closed, response_.failure_words());
            default:
                return finish(reason::protocol_error, response_.failure_words());
        }
    }

    void on_complete() {
        let_go();
        const bool has_fields = read_fields();
        if (!plan_.expected.allow_status(response_.status()))
            return finish(reason::status_mismatch, status_words());
        if (auto wrong = plan_.expected.first_mismatch(response_))
            return finish(wrong->why, plan_.words(wrong->words));
        if (!has_fields) return finish(reason::body_mismatch, "the body is not JSON");
        finish(reason::ok);
    }

    void let_go() {
        if (plan_.spec.reuse && !redirected_ && response_.keeps_alive()) return keep(plan_.kept);
        close_at_once();
    }

    // False when conditions need fields and there can be none. Also after an unexpected status: `on_failure:
    // conditions` may look.
    bool read_fields() {
        const auto& paths = plan_.signal->body_paths;
        if (paths.empty()) return true;
        auto fields = wire::json_fields(response_.body(), paths);
        if (fields)
            seen_.body = std::move(*fields);
        else
            seen_.body.resize(paths.size());
        return fields.has_value();
    }

    // "HTTP 503 Service Unavailable: out of connections". A page for people says nothing in so little room.
    std::string status_words() const {
        std::string text = "HTTP " + std::to_string(response_.status());
        if (!response_.phrase().empty()) text += " " + std::string{response_.phrase()};
        const std::string_view said = response_.body();
        const std::size_t first = said.find_first_not_of(" \t\r\n");
        const bool is_text =
            first != std::string_view::npos && said[first] != '<' && response_.unknown_coding().empty();
        if (is_text)
            text += ": " + std::string{said.substr(first, said.find_last_not_of(" \t\r\n") + 1 - first)};
        return plan_.words(text);
    }

    bool follows(int status) const { return plan_.spec.max_redirects > 0 && wire::is_redirect(status); }

    void follow_redirect() {
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
        redirected_->request = wire::request_bytes(plan_.spec, *next);
        redirected_->hop = std::move(*next);
        response_ = http_response{expectation(redirected_->hop.method)};
        connect_to(redirected_->to(plan_.spec.to.family), plan_.tls_of(redirected_->hop));
    }

    struct redirected {
        model::target to(model::address_family family) const {
            return {.host = hop.place.host, .port = hop.place.port, .family = family};
        }
        wire::http_hop hop;
        std::string request;
    };

    prepared& plan_;
    http_response response_;
    std::unique_ptr<redirected> redirected_;
    int hops_ = 0;
};

}  // namespace

std::unique_ptr<probe> make_http_probe(std::shared_ptr<const model::signal_spec> spec) {
    return std::make_unique<prepared_probe<prepared, http_run>>(std::move(spec));
}

}  // namespace hm::probes
