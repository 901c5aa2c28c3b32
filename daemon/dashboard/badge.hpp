// A status badge: a small SVG that says a node's name and state, for pages that somebody else writes. Its
// picture is of now; who shows it may keep it for some seconds, and asks again by its tag.
#pragma once

#include "daemon/http/request.hpp"
#include "daemon/http/response.hpp"
#include "daemon/outputs/context.hpp"

#include <chrono>
#include <string>
#include <string_view>

namespace hm::daemon {

inline constexpr std::chrono::seconds badge_kept{10};  // by browsers and what is between

// GET /badges/{id}, with or without ".svg": a region, a flow, one in the other, any other node. 404 when
// nobody has the name.
http::response badge_answer(const output_context& context, const http::request& asked);

// `kind` decides the colour; the words say the same. What is not markup in `name` and `word` stays none.
std::string badge_svg(std::string_view name, std::string_view word, model::state kind);

}  // namespace hm::daemon
