#include "model/alerts/placeholders.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <functional>
#include <utility>

namespace hm::model::alerts {

std::string_view status_word(wish w) {
    switch (w) {
        case wish::begin:
            return "firing";
        case wish::remind:
            return "reminder";
        case wish::end:
            return "resolved";
        case wish::none:
            break;
    }
    return "test";
}

std::string text_of(std::string_view placeholder, const notice& n, std::string_view status) {
    const std::pair<std::string_view, std::string_view> texts[] = {
        {"status", status},   {"severity", to_string(n.level)},
        {"rule", n.rule},     {"summary", n.summary},
        {"reason", n.reason}, {"node", n.node},
        {"kind", n.kind},     {"region", n.region},
        {"state", n.state},   {"model", n.model},
        {"owner", n.owner},   {"runbook", n.runbook},
        {"link", n.link},     {"incident", n.incident},
    };
    for (const auto& [name, text] : texts)
        if (name == placeholder) return std::string{text};
    if (placeholder == "blame") return fmt::format("{}", fmt::join(n.blame, ", "));
    if (placeholder == "since") return format_time(n.since);
    if (placeholder == "started") return format_time(n.started);
    if (placeholder == "ended" && n.ended) return format_time(*n.ended);
    return {};
}

}  // namespace hm::model::alerts
