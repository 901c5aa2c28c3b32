#include "daemon/outputs/agent_answer.hpp"

#include "daemon/log.hpp"
#include "model/observation.hpp"

#include <fmt/format.h>

namespace hm::daemon {

std::optional<std::string_view> agent_question(std::string_view received) {
    const std::size_t end = received.find('\n');
    if (end == received.npos) return std::nullopt;
    std::string_view line = received.substr(0, end);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    return line;
}

std::string agent_line(const subject& s) {
    if (s.told.source == model::verdict_source::warming) return {};
    if (is_drained(s.told) && s.told.computed != model::verdict::down) return "up 0%\n";
    if (!s.told.serves()) return fmt::format("down #{}\n", reason_of(s));
    return fmt::format("up {}%\n", s.told.weight_percent);
}

std::optional<std::string> agent_answer(const model::verdict_table* t, std::string_view name) {
    if (t == nullptr) return std::string{};
    const std::size_t slash = name.find('/');
    const std::string_view region = name.substr(0, slash);
    const std::string_view flow = slash == name.npos ? std::string_view{} : name.substr(slash + 1);
    if (region.empty() || (slash != name.npos && flow.empty())) return std::nullopt;
    const std::optional<subject> s = subject_of(*t, region, flow);
    if (!s) return std::nullopt;
    return agent_line(*s);
}

std::string agent_answers::answer(std::string_view name) {
    if (auto line = agent_answer(context_.state.verdicts.get(), name)) return std::move(*line);
    const model::steady_time now = context_.now().steady;
    if (!warned_at_ || now - *warned_at_ >= warned_every) {
        warned_at_ = now;
        log::warning("agent_asked_in_vain", {{"name", model::printable(name)}});
    }
    return {};
}

}  // namespace hm::daemon
