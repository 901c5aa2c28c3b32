// The http probe: one request, and what `expect` says of the answer.
#include "probes/http_expectations.hpp"
#include "probes/http_run.hpp"
#include "probes/kinds.hpp"
#include "probes/wire/json_fields.hpp"

namespace hm::probes {

using model::reason;
using wire::http_response;

namespace {

struct prepared : http_plan {
    explicit prepared(std::shared_ptr<const model::signal_spec> s)
        : http_plan(std::move(s)), expected(spec.expect) {}

    bool needs_body() const { return expected.need_body() || !signal->body_paths.empty(); }

    http_expectations expected;
};

class expecting_run final : public http_run {
public:
    expecting_run(prepared& plan, const environment& env, completion done)
        : http_run(plan, plan.needs_body(), &plan.expected.fields(), env, std::move(done)), plan_(plan) {}

private:
    void on_answer(const http_response& answer) override {
        const bool has_fields = read_fields(answer);
        if (!plan_.expected.allow_status(answer.status()))
            return finish(reason::status_mismatch, plan_.words(status_words()));
        if (auto wrong = plan_.expected.first_mismatch(answer))
            return finish(wrong->why, plan_.words(wrong->words));
        if (!has_fields) return finish(reason::body_mismatch, "the body is not JSON");
        finish(reason::ok);
    }

    // False when conditions need fields and there can be none. Also after an unexpected status: `on_failure:
    // conditions` may look.
    bool read_fields(const http_response& answer) {
        const auto& paths = plan_.signal->body_paths;
        if (paths.empty()) return true;
        auto fields = wire::json_fields(answer.body(), paths);
        if (fields)
            seen_.body = std::move(*fields);
        else
            seen_.body.resize(paths.size());
        return fields.has_value();
    }

    const prepared& plan_;
};

}  // namespace

std::unique_ptr<probe> make_http_probe(std::shared_ptr<const model::signal_spec> spec) {
    return std::make_unique<prepared_probe<prepared, expecting_run>>(std::move(spec));
}

}  // namespace hm::probes
