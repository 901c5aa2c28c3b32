// What load balancers are told: /health, /health/{region}, /health/{region}/{flow}. Reads the verdict table
// and nothing else, so that an answer never waits for anything. Rendered once per table and address, then
// handed out from memory; only the age of the evidence is written anew.
//
// 200 or 503; 400 for a name that the model does not have, and for a parameter's value that is none. Never
// 204 or 3xx: some balancer counts each of those as good. Other statuses only for who asks for them by a
// parameter: see health_query.hpp.
#pragma once

#include "daemon/http/response.hpp"
#include "daemon/outputs/context.hpp"
#include "daemon/outputs/health_query.hpp"
#include "daemon/outputs/subject.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

namespace hm::daemon {

class health_answers {
public:
    explicit health_answers(const output_context& context) : context_(context) {}

    // Names are the decoded path segments; empty: not given.
    http::response answer(const http::request& asked, std::string_view region = {},
                          std::string_view flow = {});

private:
    // Everything of an answer but its age.
    struct rendered {
        int status = 503;
        http::shared_text headers;
        http::shared_text text;
        http::shared_text json;
        subject about;
    };

    const rendered* find(std::string_view region, std::string_view flow);
    rendered render(subject about, int status) const;
    http::response respond(const rendered& told, body_format as) const;
    model::duration age(const model::region_verdict& told) const;

    const output_context& context_;
    std::shared_ptr<const model::verdict_table> of_;  // what the cache was rendered from
    std::unordered_map<std::string, rendered> cache_;
    std::string key_;
};

}  // namespace hm::daemon
