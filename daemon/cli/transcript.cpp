#include "daemon/cli/transcript.hpp"

#include "model/secrets.hpp"
#include "probes/wire/http_request.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace hm::daemon::cli {

namespace {

// Of all kinds that make a request; null of the others.
const model::http_spec* request_of(const model::probe_spec& probe) {
    if (const auto* prometheus = std::get_if<model::prometheus_spec>(&probe)) return prometheus;
    return std::get_if<model::http_spec>(&probe);
}

}  // namespace

std::vector<std::string> hidden_texts(const model::signal_spec& spec) {
    std::vector<std::string> all = spec.secrets;
    const model::http_spec* http = request_of(spec.probe);
    if (http == nullptr) return all;
    for (const auto& [name, value] : http->headers) {
        if (value.empty() || !probes::wire::tells_who_asks(name)) continue;
        all.push_back(value);
        // "Bearer x": a target that says it back may leave the scheme out.
        const std::size_t blank = value.find(' ');
        if (blank != std::string::npos && blank + 1 < value.size()) all.push_back(value.substr(blank + 1));
    }
    return all;
}

std::string escaped(std::string_view bytes) {
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const char c = bytes[i];
        const bool ends_line = c == '\n' || (c == '\r' && i + 1 < bytes.size() && bytes[i + 1] == '\n');
        if (c == '\\')
            text += "\\\\";
        else if (ends_line || (c >= ' ' && c <= '~'))
            text += c;
        else
            fmt::format_to(std::back_inserter(text), "\\x{:02x}", static_cast<unsigned char>(c));
    }
    return text;
}

transcript::transcript(const probes::time_source& clock, const std::vector<std::string>& hidden)
    : clock_(clock), hidden_(hidden), began_(clock.steady()) {
    for (const std::string& text : hidden) longest_hidden_ = std::max(longest_hidden_, text.size());
}

transcript::transcript(const transcript& parent, std::string_view address)
    : clock_(parent.clock_),
      hidden_(parent.hidden_),
      began_(parent.began_),
      with_(address),
      longest_hidden_(parent.longest_hidden_) {}

probes::dialogue& transcript::at(std::string_view address) {
    parts_.push_back(std::unique_ptr<transcript>{new transcript{*this, address}});
    return *parts_.back();
}

// What comes in pieces is one step, so that no piece of a secret is taken for something else.
void transcript::note(step what, std::string_view text) {
    const model::duration now = clock_.steady() - began_;
    const bool goes_on =
        what == step::received && steps_left_out_ == 0 && !steps_.empty() && steps_.back().what == what;
    if (goes_on) {
        steps_.back().until = now;
        return keep(steps_.back(), text);
    }
    if (steps_.size() == max_steps) {
        ++steps_left_out_;
        return;
    }
    keep(steps_.emplace_back(heard{what, now, now, {}, 0}), text);
}

void transcript::keep(heard& into, std::string_view text) const {
    const std::size_t limit = max_step_bytes + longest_hidden_;
    into.bytes += text.size();
    into.text += text.substr(0, limit - std::min(limit, into.text.size()));
}

std::vector<conversation> transcript::told() const {
    std::size_t room = max_told_bytes;
    std::vector<conversation> all{told_within(room)};
    for (const auto& part : parts_) all.push_back(part->told_within(room));
    return all;
}

conversation transcript::told_within(std::size_t& room) const {
    conversation c{model::without_secrets(with_, hidden_), {}, steps_left_out_};
    for (const heard& h : steps_) c.steps.push_back(told_within(h, room));
    return c;
}

// Hidden first, cut then.
told_step transcript::told_within(const heard& h, std::size_t& room) const {
    const std::size_t told = std::min({h.bytes, max_step_bytes, room});
    room -= told;
    return {h.what,  h.at,          h.until, escaped(model::without_secrets(h.text, hidden_, told)),
            h.bytes, h.bytes - told};
}

}  // namespace hm::daemon::cli
