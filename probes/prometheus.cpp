// The prometheus probe: the value of a query, or how the alerts of a rule stand. Whatever keeps it from an
// answer is our own trouble, not the application's: each such run ends as prober_error, in words that say
// what it was, and the signal is unknown.
#include "probes/wire/prometheus.hpp"
#include "probes/http_run.hpp"
#include "probes/kinds.hpp"

namespace hm::probes {

using model::reason;

namespace {

struct prepared_request {
    model::http_spec made;
};

struct prepared : prepared_request, http_plan {
    explicit prepared(std::shared_ptr<const model::signal_spec> s)
        : prepared_request{wire::prometheus_request(std::get<model::prometheus_spec>(s->probe),
                                                    s->when.timeout)},
          http_plan(s, made),
          asked(std::get<model::prometheus_spec>(s->probe)) {}

    const model::prometheus_spec& asked;
};

// "connect_refused: Connection refused" is what Prometheus does, not what the application does.
completion as_our_own(completion done) {
    return [done = std::move(done)](model::observation seen) {
        if (seen.failed() && !model::is_prober_trouble(seen.why)) {
            seen.detail = model::printable("cannot ask Prometheus: " + std::string{to_string(seen.why)} +
                                           (seen.detail.empty() ? "" : ": " + seen.detail));
            seen.why = reason::prober_error;
        }
        done(std::move(seen));
    };
}

class prometheus_run final : public http_run {
public:
    prometheus_run(prepared& plan, const environment& env, completion done)
        : http_run(plan, true, nullptr, env, as_our_own(std::move(done))), plan_(plan) {}

private:
    void on_answer(const wire::http_response& answer) override {
        if (answer.status() < 200 || answer.status() > 299)
            return trouble(wire::prometheus_error(answer.body()).value_or(status_words()));
        if (!answer.unknown_coding().empty())
            return trouble("the answer is coded as " + std::string{answer.unknown_coding()});
        if (plan_.asked.query.empty())
            on_rules(answer.body());
        else
            on_value(answer.body());
    }

    void on_value(std::string_view body) {
        const auto seen = wire::read_query_answer(body, seen_.at, plan_.asked.max_age);
        if (!seen.trouble.empty()) return trouble(seen.trouble);
        add(model::value_field, seen.value);
        finish(reason::ok);
    }

    void on_rules(std::string_view body) {
        const auto seen = wire::read_rules_answer(body, plan_.asked, seen_.at);
        if (!seen.trouble.empty()) return trouble(seen.trouble);
        add(model::unhealthy_alerts_field, static_cast<double>(seen.unhealthy));
        add(model::degraded_alerts_field, static_cast<double>(seen.degraded));
        finish(reason::ok);
    }

    // Where conditions look for it.
    void add(std::string_view field, double value) {
        const auto& paths = plan_.signal->body_paths;
        seen_.body.resize(paths.size());
        for (std::size_t i = 0; i < paths.size(); ++i)
            if (paths[i].size() == 1 && paths[i].front() == field) seen_.body[i].emplace(value);
    }

    void trouble(const std::string& words) { finish(reason::prober_error, plan_.words(words)); }

    const prepared& plan_;
};

}  // namespace

std::unique_ptr<probe> make_prometheus_probe(std::shared_ptr<const model::signal_spec> spec) {
    return std::make_unique<prepared_probe<prepared, prometheus_run>>(std::move(spec));
}

}  // namespace hm::probes
