#include "probes/wire/tcp_dialogue.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace hm::probes::wire {

using kind = model::tcp_step::kind;
using model::reason;

namespace {

std::unique_ptr<const re2::RE2> pattern_of(const model::tcp_step& step) {
    if (step.what != kind::expect) return nullptr;
    re2::RE2::Options quiet;
    quiet.set_log_errors(false);
    return std::make_unique<const re2::RE2>("(?m)" + step.text, quiet);
}

std::optional<std::size_t> end_of_match(const re2::RE2& pattern, std::string_view text) {
    re2::StringPiece found;
    if (!pattern.Match({text.data(), text.size()}, 0, text.size(), re2::RE2::UNANCHORED, &found, 1))
        return std::nullopt;
    return static_cast<std::size_t>(found.data() - text.data()) + found.size();
}

}  // namespace

tcp_script::tcp_script(const std::vector<model::tcp_step>& steps) {
    for (const model::tcp_step& s : steps) steps_.push_back({s.what, s.text, pattern_of(s)});
}

tcp_script::~tcp_script() = default;

bool tcp_script::has_starttls() const {
    return std::any_of(steps_.begin(), steps_.end(), [](const step& s) { return s.what == kind::starttls; });
}

tcp_dialogue::demand tcp_dialogue::next() {
    while (why_ == reason::ok && at_ < script_.steps().size()) {
        const tcp_script::step& s = script_.steps()[at_];
        switch (s.what) {
            case kind::send:
                ++at_;
                return demand::send;
            case kind::expect:
                if (!find(*s.pattern)) return listen();
                since_found_ = 0;
                ++at_;
                break;
            case kind::starttls:
                if (in_used_line_) return listen();
                // Whoever stands between could have slipped it in, to be taken for something said by TLS.
                if (!text_.empty() || heard_return_)
                    return fail(reason::protocol_error,
                                "the peer says more before TLS: \"" + last_words() + "\"");
                ++at_;
                return demand::start_tls;
        }
    }
    return why_ == reason::ok ? demand::done : demand::failed;
}

bool tcp_dialogue::find(const re2::RE2& pattern) {
    const auto end = text_.empty() ? std::nullopt : end_of_match(pattern, text_);
    if (!end || !is_sure(pattern, *end)) return false;
    const bool used_whole_line = *end > 0 && text_[*end - 1] == '\n';
    const std::size_t line_end = used_whole_line ? *end - 1 : text_.find('\n', *end);
    in_used_line_ = line_end == std::string::npos;
    text_.erase(0, in_used_line_ ? std::string::npos : line_end + 1);
    heard_return_ = heard_return_ && !in_used_line_;
    return true;
}

// Nobody knows yet whether `$` or `\b` holds where the text ends for now: it is sure when it does so whatever
// comes next.
bool tcp_dialogue::is_sure(const re2::RE2& pattern, std::size_t end) const {
    if (ended_ || end < text_.size()) return true;
    return end_of_match(pattern, text_ + 'x') && end_of_match(pattern, text_ + ' ');
}

tcp_dialogue::demand tcp_dialogue::listen() {
    if (since_found_ <= max_unexpected_bytes) return demand::listen;
    return fail(reason::too_large,
                std::to_string(max_unexpected_bytes / 1024) + " KiB, and still " + waiting());
}

void tcp_dialogue::heard(std::string_view bytes) {
    since_found_ += bytes.size();
    if (in_used_line_) {
        const std::size_t end = bytes.find('\n');
        if (end == std::string_view::npos) return;
        in_used_line_ = false;
        bytes.remove_prefix(end + 1);
    }
    for (const char c : bytes) {
        if (std::exchange(heard_return_, false) && c != '\n') text_ += '\r';
        if (c == '\r')
            heard_return_ = true;
        else
            text_ += c;
    }
}

void tcp_dialogue::ended() {
    ended_ = true;
    if (std::exchange(heard_return_, false)) text_ += '\r';
}

tcp_dialogue::demand tcp_dialogue::fail(reason why, std::string words) {
    why_ = why;
    words_ = std::move(words);
    return demand::failed;
}

std::string tcp_dialogue::waiting() const {
    if (at_ >= script_.steps().size()) return "all was said";
    if (script_.steps()[at_].what != kind::expect) return "waiting for the end of the line before TLS";
    const std::string words = last_words();
    return "waiting for \"" + script_.steps()[at_].text + "\", " +
           (words.empty() ? "nothing was heard" : "last heard \"" + words + "\"");
}

// The last line that is not empty.
std::string tcp_dialogue::last_words() const {
    const std::size_t last = text_.find_last_not_of("\r\n");
    if (last == std::string::npos) return {};
    const std::size_t before = text_.find_last_of('\n', last);
    const std::size_t first = before == std::string::npos ? 0 : before + 1;
    return text_.substr(first, std::min(last + 1 - first, max_last_words));
}

}  // namespace hm::probes::wire
