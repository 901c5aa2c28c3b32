// What `expect` says of an HTTP answer beyond its status: made ready once, asked of every answer.
#pragma once

#include "model/probe_spec.hpp"
#include "model/reason.hpp"
#include "probes/wire/http_response.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace re2 {
class RE2;
}

namespace hm::probes {

// The first thing that is not as expected, in words that are neither printable nor free of secrets yet.
struct http_mismatch {
    model::reason why;
    std::string words;
};

class http_expectations {
public:
    explicit http_expectations(const model::http_expect& expect);
    ~http_expectations();

    // What the response has to keep.
    const std::vector<std::string>& fields() const { return fields_; }
    bool need_body() const { return !expect_.body.empty() || !expect_.json.empty(); }

    bool allow_status(int status) const;
    std::optional<http_mismatch> first_mismatch(const wire::http_response& response) const;

private:
    using pattern = std::unique_ptr<const re2::RE2>;

    std::optional<http_mismatch> mismatch_in_headers(const wire::http_response& response) const;
    std::optional<http_mismatch> mismatch_in_body(std::string_view body) const;
    std::optional<http_mismatch> mismatch_in_json(std::string_view body) const;

    const model::http_expect& expect_;
    std::vector<std::string> fields_;              // one for each header test
    std::vector<pattern> for_headers_, for_body_;  // null where the test is no pattern
};

}  // namespace hm::probes
