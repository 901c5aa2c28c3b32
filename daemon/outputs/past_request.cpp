#include "daemon/outputs/past_request.hpp"

#include "config/calendar.hpp"
#include "daemon/http/request.hpp"
#include "model/observation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <limits>

namespace hm::daemon {

namespace {

// Takes ".25" out of "…:07.25Z".
std::optional<std::chrono::milliseconds> take_fraction(std::string& text) {
    const auto dot = text.find('.');
    if (dot == std::string::npos) return std::chrono::milliseconds{0};
    if (dot == 0 || std::isdigit(static_cast<unsigned char>(text[dot - 1])) == 0) return std::nullopt;
    const auto end = std::min(text.find_first_not_of("0123456789", dot + 1), text.size());
    std::string digits = text.substr(dot + 1, end - dot - 1);
    if (digits.empty() || digits.size() > 9) return std::nullopt;
    text.erase(dot, end - dot);
    digits.resize(3, '0');
    return std::chrono::milliseconds{std::stoi(digits)};
}

class past_reader {
public:
    past_reader(past_request& into, model::wall_time now) : into_(into), now_(now) {}

    void take(const http::query_parameter& p) {
        if (p.name == "from" || p.name == "to" || p.name == "time") return take_time(p);
        if (p.name == "limit") return take_limit(p);
        if (p.name == "cursor") return take_cursor(p);
        if (p.name == "after") return take_after(p);
        if (p.name == "state") return take_state(p);
        if (p.name == "scores") return take_flag(p, into_.scores);
        if (p.name == "signals") return take_flag(p, into_.signals);
        for (const auto& [name, field] : {std::pair{"node", &into_.node}, std::pair{"region", &into_.region},
                                          std::pair{"flow", &into_.flow}, std::pair{"kind", &into_.kind}})
            if (p.name == name) *field = p.value;
    }
    void finish() {
        if (!has_to_) into_.range.to = now_ + std::chrono::milliseconds{1};
        if (!has_from_) into_.range.from = into_.range.to - default_past_range;
        if (!has_time_) into_.time = now_;
        if (into_.mistake.empty() && into_.range.from >= into_.range.to)
            into_.mistake = "from is not before to";
    }

private:
    void refuse(const http::query_parameter& p, std::string_view expected) {
        into_.mistake = fmt::format("{}={} is not {}", p.name, model::printable(p.value), expected);
    }
    void take_time(const http::query_parameter& p) {
        const auto t = parse_instant(p.value);
        if (!t) return refuse(p, "a time with its offset, such as 2026-12-01T21:00:30Z (a + is written %2B)");
        if (p.name == "time") has_time_ = true, into_.time = *t;
        if (p.name == "from") has_from_ = true, into_.range.from = *t;
        if (p.name == "to") has_to_ = true, into_.range.to = *t;
    }
    void take_limit(const http::query_parameter& p) {
        const auto n = config::parse_integer(p.value, 1, static_cast<std::int64_t>(max_history_page));
        if (!n) return refuse(p, fmt::format("a number from 1 to {}", max_history_page));
        into_.range.limit = static_cast<std::size_t>(*n.value);
    }
    void take_cursor(const http::query_parameter& p) {
        into_.range.before = parse_cursor(p.value);
        if (!into_.range.before) refuse(p, "the `next` of a page");
    }
    void take_after(const http::query_parameter& p) {
        const auto n = config::parse_integer(p.value, 1, std::numeric_limits<std::int64_t>::max());
        if (!n) return refuse(p, "the `next` of a page");
        into_.after = *n.value;
    }
    void take_state(const http::query_parameter& p) {
        into_.state = model::parse_state(p.value);
        if (!into_.state) refuse(p, "one of healthy, degraded, unhealthy, unknown");
    }
    void take_flag(const http::query_parameter& p, bool& into) {
        if (p.value != "true" && p.value != "false") return refuse(p, "true or false");
        into = p.value == "true";
    }

    past_request& into_;
    const model::wall_time now_;
    bool has_from_ = false, has_to_ = false, has_time_ = false;
};

}  // namespace

std::optional<model::wall_time> parse_instant(std::string_view given) {
    std::string text{given};
    const auto fraction = take_fraction(text);
    if (!fraction) return std::nullopt;
    const auto t = config::parse_date_time(text);
    if (!t || !t.value->ahead) return std::nullopt;
    return model::wall_time{t.value->shown.time_since_epoch() - *t.value->ahead} + *fraction;
}

past_request parse_past(std::string_view query, std::span<const std::string_view> known,
                        model::wall_time now) {
    past_request request;
    past_reader reader{request, now};
    for (const auto& p : http::query_parameters(query)) {
        if (std::ranges::find(known, p.name) == known.end())
            request.mistake = fmt::format("unknown parameter {}: {} are known", model::printable(p.name),
                                          fmt::join(known, ", "));
        else
            reader.take(p);
        if (!request.mistake.empty()) return request;
    }
    reader.finish();
    return request;
}

}  // namespace hm::daemon
