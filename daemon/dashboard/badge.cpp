#include "daemon/dashboard/badge.hpp"

#include "daemon/outputs/names.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace hm::daemon {

namespace {

using model::state;

// Verdana at 11 px, by and large: the text is fitted to its half anyway (textLength).
constexpr double letter_px = 6.6;
constexpr double margin_px = 12;

// White stands out from each of them by 4.5 to 1.
std::string_view colour_of(state s) {
    switch (s) {
        case state::healthy:
            return "#1a7346";
        case state::degraded:
            return "#8a5a00";
        case state::unhealthy:
            return "#b3261e";
        case state::unknown:
            break;
    }
    return "#5b6675";
}

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

double width_of(std::string_view text) {
    const auto letters = std::ranges::count_if(text, [](char c) { return (c & 0xc0) != 0x80; });
    return static_cast<double>(letters) * letter_px;
}

// Without evaluation nothing is known, whatever the last picture says.
bool is_alive(const output_context& context) {
    return !context.core_heartbeat_age || context.core_heartbeat_age() <= heartbeat_limit;
}

std::string_view node_named(std::string_view asked) {
    constexpr std::string_view suffix = ".svg";
    return asked.ends_with(suffix) ? asked.substr(0, asked.size() - suffix.size()) : asked;
}

}  // namespace

std::string badge_svg(std::string_view name, std::string_view word, state kind) {
    const double left = width_of(name) + margin_px, right = width_of(word) + margin_px;
    const std::string n = escaped(name), w = escaped(word);
    const auto text = [](double middle, double length, std::string_view what) {
        return fmt::format(R"(<text x="{:.1f}" y="14" textLength="{:.1f}">{}</text>)", middle, length, what);
    };
    return fmt::format(
        R"(<svg xmlns="http://www.w3.org/2000/svg" width="{0:.0f}" height="20" role="img" aria-label="{1}: {2}">)"
        R"(<title>{1}: {2}</title><rect width="{0:.0f}" height="20" rx="3" fill="#3a4350"/>)"
        R"(<path d="M{3:.1f} 0H{4:.1f}a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3H{3:.1f}z" fill="{5}"/>)"
        R"(<g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">{6}{7}</g></svg>)",
        left + right, n, w, left, left + right - 3, colour_of(kind), text(left / 2, left - margin_px, n),
        text(left + right / 2, right - margin_px, w));
}

http::response badge_answer(const output_context& context, const http::request& asked) {
    if (!context.state.snapshot) return http::problem(503, "the daemon is starting: there is no picture yet");
    const model::snapshot& s = *context.state.snapshot;
    const std::string_view name = node_named(asked.params[0]);
    const model::vertex_id id = s.model->find(name);
    if (id == model::vertex_id::none) return http::problem(404, no_such_node(*s.model, name));
    const model::grade now = s.rows.at(id).health.health.now;
    const bool alive = is_alive(context);
    http::response r;
    r.content_type = "image/svg+xml";
    const std::string_view word = alive ? s.model->states().name(now) : std::string_view{"stale"};
    r.text = badge_svg(name, word, alive ? now.kind() : state::unknown);
    const std::string etag = fmt::format("\"{:x}\"", std::hash<std::string>{}(r.text));
    if (http::lists(asked.if_none_match, etag)) {
        r.status = 304;
        r.text.clear();
    }
    r.add("ETag", etag).add("Cache-Control", fmt::format("max-age={}", badge_kept.count()));
    r.add("Content-Security-Policy", "default-src 'none'").add("X-Content-Type-Options", "nosniff");
    return r;
}

}  // namespace hm::daemon
