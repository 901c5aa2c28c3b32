// /api/v1/slo. The calculated part is the model's alone: worked out when it is first asked for after a load,
// which takes some tenths of a second at most (model/slo: slo_limits), and kept as text.
#pragma once

#include "daemon/http/request.hpp"
#include "daemon/http/response.hpp"
#include "daemon/outputs/context.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace hm::daemon {

class slo_answers {
public:
    explicit slo_answers(const output_context& context) : context_(context) {}

    http::response answer(const http::request& asked);

private:
    struct text_of {
        std::uint64_t generation = 0;
        std::string json;
    };
    const std::string& calculated(const model::snapshot& s);

    const output_context& context_;
    std::optional<text_of> last_;
};

}  // namespace hm::daemon
