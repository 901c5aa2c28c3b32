// Reads along with one run, for `healthmodeld probe`: what was said and heard, when, and to which address.
// Told without secrets and within limits, whatever a peer says.
#pragma once

#include "model/signal_spec.hpp"
#include "probes/dialogue.hpp"
#include "probes/time_source.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace hm::daemon::cli {

// How much is told: bytes of one step, and of all together; steps of one conversation.
inline constexpr std::size_t max_step_bytes = 4 * 1024;
inline constexpr std::size_t max_told_bytes = 32 * 1024;
inline constexpr std::size_t max_steps = 200;

// One step as it may be shown.
struct told_step {
    probes::dialogue::step what{};
    model::duration at{},
        until{};               // since the run began; of what came in several pieces, the first and the last
    std::string text;          // printable, with line breaks; other bytes as \xNN
    std::size_t bytes = 0;     // as many as there were
    std::size_t left_out = 0;  // of these, bytes that `text` does not tell
};

struct conversation {
    std::string with;  // "10.0.0.7:443", when a run is made at each of several addresses; else empty
    std::vector<told_step> steps;
    std::size_t steps_left_out = 0;
};

// What of a signal must not be shown: its secrets, and what tells its target who asks (Authorization and
// such), secret or not.
std::vector<std::string> hidden_texts(const model::signal_spec& spec);

// Bytes as text: printable ASCII and line breaks (\n, \r\n) as they are, \ as \\, the others as \xNN.
std::string escaped(std::string_view bytes);

class transcript final : public probes::dialogue {
public:
    // The run begins now. `clock` and `hidden` are kept, and must outlive it.
    transcript(const probes::time_source& clock, const std::vector<std::string>& hidden);

    void note(step what, std::string_view text) override;
    dialogue& at(std::string_view address) override;

    // Its own, then one with each address.
    std::vector<conversation> told() const;

private:
    // Only so much of the bytes is kept that secrets can be found in what is told of them.
    struct heard {
        step what;
        model::duration at, until;
        std::string text;
        std::size_t bytes;
    };

    transcript(const transcript& parent, std::string_view address);
    void keep(heard& into, std::string_view text) const;
    conversation told_within(std::size_t& room) const;
    told_step told_within(const heard& h, std::size_t& room) const;

    const probes::time_source& clock_;
    const std::vector<std::string>& hidden_;
    const model::steady_time began_;
    const std::string with_;
    std::size_t longest_hidden_ = 0;
    std::vector<heard> steps_;
    std::size_t steps_left_out_ = 0;
    std::vector<std::unique_ptr<transcript>> parts_;
};

}  // namespace hm::daemon::cli
