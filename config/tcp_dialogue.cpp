#include "config/tcp_dialogue.hpp"

#include "config/patterns.hpp"

#include <algorithm>

namespace hm::config {

namespace {

using model::tcp_step;

constexpr std::string_view step_hint = "write { expect: \"^220 \" }, { send: \"QUIT\\r\\n\" } or starttls";

// Only between double quotes is \n a line break; sent as two characters it is hardly what was meant.
void warn_unread_escape(const node& n, report& out) {
    const std::size_t at = std::min(n.text.find("\\r"), n.text.find("\\n"));
    if (at != std::string::npos)
        out.warning(place_in(n, at, out), fmt::format("{} is sent as it stands here", n.text.substr(at, 2)),
                    "between double quotes it is a line break");
}

std::optional<std::string> read_send(const node& n, substitution& here, report& out) {
    std::optional<filled_text> filled = here.text(n, out);
    if (!filled) return std::nullopt;
    if (filled->text.empty()) {
        out.error(n.at, "there is nothing to send");
        return std::nullopt;
    }
    if (filled->text.size() > max_sent_bytes) {
        out.error(n.at, fmt::format("a step sends at most {} bytes", max_sent_bytes));
        return std::nullopt;
    }
    warn_unread_escape(n, out);
    return std::move(filled->text);
}

std::optional<tcp_step> read_step(const node& n, substitution& here, report& out) {
    if (n.what == node::kind::scalar && n.text == "starttls") return tcp_step{tcp_step::kind::starttls, {}};
    if (n.what != node::kind::map) {
        if (n.what != node::kind::broken)
            out.error(
                n.at,
                fmt::format("expected a step, found {}",
                            n.what == node::kind::scalar ? quoted(n.text) : std::string{describe(n.what)}),
                std::string{step_hint});
        return std::nullopt;
    }
    map_reader keys{n, n.at, out};
    const node* send = keys.optional("send");
    const node* expect = keys.optional("expect");
    keys.finish();
    if ((send == nullptr) == (expect == nullptr)) {
        const bool is_told = send == nullptr && !n.members.empty();  // an unknown key
        if (!is_told) out.error(n.at, "a step either sends or expects", std::string{step_hint});
        return std::nullopt;
    }
    auto text = send != nullptr ? read_send(*send, here, out) : read_pattern(*expect, here, out);
    if (!text) return std::nullopt;
    return tcp_step{send != nullptr ? tcp_step::kind::send : tcp_step::kind::expect, std::move(*text)};
}

}  // namespace

std::vector<tcp_step> read_dialogue(const node& list, substitution& here, report& out) {
    std::vector<tcp_step> steps;
    if (!expect_list(list, out)) return steps;
    if (list.items.empty()) out.error(list.at, "a dialogue has at least one step", std::string{step_hint});
    if (list.items.size() > max_dialogue_steps) {
        out.error(list.at, fmt::format("more than {} steps", max_dialogue_steps));
        return steps;
    }
    for (const node& item : list.items)
        if (auto step = read_step(item, here, out)) steps.push_back(std::move(*step));
    return steps;
}

}  // namespace hm::config
