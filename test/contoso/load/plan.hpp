// What users do, drawn by chance: mostly they look at the page and the list, some at an item, some write a
// comment. The same seed gives the same users.
#pragma once

#include "test/contoso/http/message.hpp"

#include <random>

namespace contoso {

struct action {
    http::request request;
    std::string_view expected;  // is in the body of a right answer
};

class plan {
public:
    plan(double comment_share, std::uint32_t seed) : comment_share_(comment_share), random_(seed) {}

    action next();
    bool stays() { return chance(0.5); }  // on its connection, for another request

private:
    static constexpr int items = 12;

    bool chance(double share) { return std::uniform_real_distribution<>(0, 1)(random_) < share; }
    std::string some_item();

    double comment_share_;
    std::mt19937 random_;
};

}  // namespace contoso
