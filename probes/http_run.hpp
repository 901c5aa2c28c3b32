// What every kind that makes an http request has in common: one request per hop, the whole answer within the
// limits, on a new connection for every run unless the spec says `reuse`. A kind derives from it and says
// what the answer is worth.
#pragma once

#include "probes/stream_run.hpp"
#include "probes/wire/http_request.hpp"
#include "probes/wire/http_response.hpp"

namespace hm::probes {

// A spec and what of it is the same for every run; and the connection that one run leaves to the next.
struct http_plan : plan_of<model::http_spec> {
    explicit http_plan(std::shared_ptr<const model::signal_spec> s);
    // Of a request that is not the signal's own but made of it; outlives the plan.
    http_plan(std::shared_ptr<const model::signal_spec> s, const model::http_spec& made);

    tls_choice tls_of(const wire::http_hop& hop) const;
    wire::http_hop first_hop() const { return {wire::place_of(spec), spec.method}; }

    std::string request;
    tls_choice elsewhere;  // where a redirect leads to another origin
    kept_link kept;

private:
    void prepare();
};

class http_run : public stream_run {
public:
    void start() final;

protected:
    // `wanted_fields` outlive the run, see wire::http_expectation.
    http_run(http_plan& plan, bool keep_body, const std::vector<std::string>* wanted_fields,
             const environment& env, completion done);

    // All of it is here, and the connection is let go of: finish.
    virtual void on_answer(const wire::http_response& answer) = 0;

    // "HTTP 503 Service Unavailable: out of connections": not printable, nor free of secrets yet. A page for
    // people says nothing in so little room.
    std::string status_words() const;

private:
    struct redirected {
        model::target to(model::address_family family) const {
            return {.host = hop.place.host, .port = hop.place.port, .family = family};
        }
        wire::http_hop hop;
        std::string request;
    };

    wire::http_expectation expectation(const std::string& method) const;

    bool speaks_first() const final { return true; }
    void on_connected() final { say(redirected_ ? redirected_->request : plan_.request); }
    void on_bytes(std::string_view bytes) final { on_progress(response_.took(bytes)); }
    void on_closed() final { on_progress(response_.ended()); }

    void on_progress(wire::http_response::progress p);
    void on_fault();
    void on_complete();
    void let_go();
    bool follows(int status) const;
    void follow_redirect();

    http_plan& plan_;
    bool keep_body_;
    const std::vector<std::string>* wanted_fields_;
    wire::http_response response_;
    std::unique_ptr<redirected> redirected_;
    int hops_ = 0;
};

}  // namespace hm::probes
