// What a tcp probe says and wants to hear, step by step: bytes in, what to do next out. No socket.
//
// The peer's words are one stream. An `expect` is searched in what was not used up by the one before it, from
// the start of a line on, and holds as soon as it is found, perhaps in the middle of a line; the rest of that
// line is used up, too, even when it comes later. ^ and $ are the ends of lines, which may end by \r\n.
#pragma once

#include "model/probe_spec.hpp"
#include "model/reason.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace re2 {
class RE2;
}

namespace hm::probes::wire {

// What a peer may say without what is expected.
inline constexpr std::size_t max_unexpected_bytes = 64 * 1024;
// How much of a peer's last line is told.
inline constexpr std::size_t max_last_words = 80;

// The steps of a spec, made ready once.
class tcp_script {
public:
    struct step {
        model::tcp_step::kind what;
        std::string text;
        std::unique_ptr<const re2::RE2> pattern;  // of an expect
    };

    explicit tcp_script(const std::vector<model::tcp_step>& steps);
    ~tcp_script();

    const std::vector<step>& steps() const { return steps_; }
    bool has_starttls() const;

private:
    std::vector<step> steps_;
};

// One run through a script, which outlives it.
class tcp_dialogue {
public:
    explicit tcp_dialogue(const tcp_script& script) : script_(script) {}

    enum class demand : std::uint8_t {
        listen,     // until more was heard()
        send,       // to_send()
        start_tls,  // the peer has agreed, and nothing of it is left unread
        done,
        failed,
    };

    // What is to be done; it counts as done when this is called again. `done` and `failed` are for good.
    demand next();
    const std::string& to_send() const { return script_.steps()[at_ - 1].text; }
    void heard(std::string_view bytes);
    // The peer says nothing more: what was heard may be found complete now.
    void ended();

    // After `failed`; the words are the peer's in part: neither printable nor free of secrets.
    model::reason why() const { return why_; }
    const std::string& words() const { return words_; }
    // For who loses patience: `waiting for "^250 ", last heard "554 no"`.
    std::string waiting() const;

private:
    bool find(const re2::RE2& pattern);
    bool is_sure(const re2::RE2& pattern, std::size_t end) const;
    demand listen();
    demand fail(model::reason why, std::string words);
    std::string last_words() const;

    const tcp_script& script_;
    std::size_t at_ = 0;
    std::string text_;             // heard and not used up; begins where a line does
    std::size_t since_found_ = 0;  // bytes heard, used up or not
    bool in_used_line_ = false;    // what comes up to the end of the line is used up
    bool heard_return_ = false;    // behind `text_`; the end of a line when a line feed comes next
    bool ended_ = false;
    model::reason why_ = model::reason::ok;
    std::string words_;
};

}  // namespace hm::probes::wire
