// The http probe: one request per hop on a new connection, the whole answer within the limits, and what
// `expect` says of it.
#include "model/secrets.hpp"
#include "probes/connect.hpp"
#include "probes/kinds.hpp"
#include "probes/wire/http_request.hpp"
#include "probes/wire/http_response.hpp"
#include "probes/wire/json_fields.hpp"

#include <boost/asio/write.hpp>

#include <algorithm>

namespace hm::probes {

namespace asio = boost::asio;
using boost::system::error_code;
using model::reason;
using wire::http_response;

namespace {

// A spec and what of it is the same for every run.
struct prepared {
    explicit prepared(std::shared_ptr<const model::signal_spec> s)
        : signal(std::move(s)), http(std::get<model::http_spec>(signal->probe)) {
        first = {wire::place_of(http), http.method};
        request = wire::request_bytes(http, first);
    }

    bool needs_body() const { return !http.expect.body.empty() || !signal->body_paths.empty(); }

    std::shared_ptr<const model::signal_spec> signal;
    const model::http_spec& http;
    wire::http_hop first;
    std::string request;
};

class http_run final : public stream_run {
public:
    http_run(const prepared& plan, const environment& env, completion done)
        : stream_run(env, std::move(done)), plan_(plan), response_(expectation(plan.first.method)) {}

    void start() override { connect_to(plan_.first.place.host, plan_.first.place.port); }

private:
    wire::http_expectation expectation(const std::string& method) const {
        return {method == "HEAD", plan_.needs_body(), plan_.http.body_limit};
    }

    void on_connected() override {
        const std::string& request = redirected_ ? redirected_->request : plan_.request;
        asio::async_write(socket_, asio::buffer(request),
                          [me = self<http_run>()](const error_code&, std::size_t) { me->on_written(); });
    }

    // An error is not looked at: a server may answer and close without having read all, and reading tells.
    void on_written() {
        if (finished()) return;
        written_ = now();
        read();
    }

    void read() {
        const std::span<char> room = response_.room();
        socket_.async_read_some(asio::buffer(room.data(), room.size()),
                                [me = self<http_run>()](const error_code& error, std::size_t bytes) {
                                    me->on_read(error, bytes);
                                });
    }

    void on_read(const error_code& error, std::size_t bytes) {
        if (finished()) return;
        if (error == asio::error::eof) return on_progress(response_.ended());
        if (error) return finish(stage::talking, error);
        if (first_byte_ == model::steady_time{}) {
            first_byte_ = now();
            add_phase(seen_.phase.first_byte, written_);
        }
        on_progress(response_.took(bytes));
    }

    void on_progress(http_response::progress p) {
        seen_.status = response_.status();
        if (p != http_response::progress::failed && response_.has_header() && follows(response_.status()))
            return follow_redirect();
        switch (p) {
            case http_response::progress::need_more:
                return read();
            case http_response::progress::failed:
                return on_fault();
            case http_response::progress::complete:
                return on_complete();
        }
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
        end_transfer();
        const int status = response_.status();
        const auto& ranges = plan_.http.expect.status;
        const bool expected = std::any_of(
            ranges.begin(), ranges.end(),
            [status](const model::status_range& r) { return r.first <= status && status <= r.last; });
        const bool has_fields = read_fields();
        if (!expected) return finish(reason::status_mismatch, status_words());
        for (const model::text_test& test : plan_.http.expect.body)
            if (response_.body().find(test.text) == std::string_view::npos)
                return finish(reason::body_mismatch,
                              words("the body does not contain \"" + test.text + "\""));
        if (!has_fields) return finish(reason::body_mismatch, "the body is not JSON");
        finish(reason::ok);
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

    // Secrets go before the text is cut, so that no part of one is left at its end.
    std::string words(const std::string& text) const {
        return model::printable(model::without_secrets(text, plan_.signal->secrets));
    }

    std::string status_words() const {
        std::string text = "HTTP " + std::to_string(response_.status());
        if (!response_.phrase().empty()) text += " " + std::string{response_.phrase()};
        return words(text);
    }

    void end_transfer() {
        if (first_byte_ != model::steady_time{}) add_phase(seen_.phase.transfer, first_byte_);
        close_at_once();
    }

    bool follows(int status) const { return plan_.http.max_redirects > 0 && wire::is_redirect(status); }

    void follow_redirect() {
        end_transfer();
        if (++hops_ > plan_.http.max_redirects)
            return finish(reason::redirect,
                          "more than " + std::to_string(plan_.http.max_redirects) + " redirects");
        auto next = wire::follow(redirected_ ? redirected_->hop : plan_.first, response_.status(),
                                 response_.location());
        if (!next)
            return finish(reason::redirect,
                          words("cannot follow to \"" + std::string{response_.location()} + "\""));
        redirected_ = std::make_unique<redirected>();
        redirected_->request = wire::request_bytes(plan_.http, *next);
        redirected_->hop = std::move(*next);
        response_ = http_response{expectation(redirected_->hop.method)};
        first_byte_ = {};
        connect_to(redirected_->hop.place.host, redirected_->hop.place.port);
    }

    struct redirected {
        wire::http_hop hop;
        std::string request;
    };

    const prepared& plan_;
    http_response response_;
    model::steady_time written_{}, first_byte_{};
    std::unique_ptr<redirected> redirected_;
    int hops_ = 0;
};

class http_probe final : public probe {
public:
    explicit http_probe(std::shared_ptr<const model::signal_spec> spec) : plan_(std::move(spec)) {}

    std::shared_ptr<run> begin(const environment& env, completion done) const override {
        return std::make_shared<http_run>(plan_, env, std::move(done));
    }

private:
    const prepared plan_;
};

}  // namespace

std::unique_ptr<const probe> make_http_probe(std::shared_ptr<const model::signal_spec> spec) {
    return std::make_unique<http_probe>(std::move(spec));
}

}  // namespace hm::probes
