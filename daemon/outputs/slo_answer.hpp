// /api/v1/slo. The calculated part is the model's alone: worked out when it is first asked for after a load,
// which takes some tenths of a second at most (model/slo: slo_limits), and kept as text. What is attained is
// each picture's. What was seen to fail together is asked of the history, and kept for a while: who asks in
// between costs it nothing.
#pragma once

#include "daemon/history/history_keeper.hpp"
#include "daemon/http/router.hpp"
#include "daemon/outputs/context.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hm::daemon {

class slo_answers : public std::enable_shared_from_this<slo_answers> {
public:
    static constexpr std::chrono::seconds observed_for{60};
    static constexpr std::chrono::seconds trouble_for{10};

    explicit slo_answers(const output_context& context) : context_(context) {}

    // Answers at once, or when the history has.
    void answer(const http::request& asked, const http::responder& respond);

private:
    struct calculated_text {
        std::uint64_t generation = 0;
        std::string model;  // an object, without its flows
        std::vector<std::pair<model::entity_id, std::string>> flows;
    };
    struct observed {
        std::uint64_t number = 0;  // for ETags: another one, another text
        std::uint64_t generation = 0;
        model::steady_time until{};
        std::string json;
    };
    struct waiting {
        std::string if_none_match;
        http::responder respond;
    };

    bool is_observed() const;
    void observe();
    void take(const past_answer& a, std::uint64_t generation);
    http::response told(const std::string& if_none_match);
    std::string document(const model::snapshot& s);
    const calculated_text& calculated(const model::snapshot& s);
    static calculated_text calculate(const model::snapshot& s);

    const output_context& context_;
    std::optional<calculated_text> last_;
    observed observed_;
    std::vector<waiting> waiting_;  // for the history
};

}  // namespace hm::daemon
