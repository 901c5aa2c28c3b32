// A history, lived through: two machines on one clock, one that steps only when something is due and one that
// steps in between, too; and beside them a naive second opinion of everything that can be said about a region
// by counting seconds. After every step all invariants are looked at.
#pragma once

#include "test/model/verdict_history.hpp"

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace hm::model::test {

// What is known of a region by just watching it.
struct watched {
    std::size_t name = 0;
    weight share = weight_one;
    region_evidence shows;
    std::array<std::shared_ptr<const operator_override>, 3> words;  // by kind
    std::array<steady_time, 3> words_end{};
    steady_time drain_began{};
    int drained_from = 100;

    bool warm = false;
    duration bad{}, failed{}, well{};  // for so long
    bool down = false;
    std::optional<steady_time> went_down, came_back;
    int flaps = 0;
    steady_time unknown_since{};
    verdict computed = verdict::up;
    score last_score, last_well_score;
    bool last_total = false, last_bad = false;
    std::optional<steady_time> back_at;  // told to serve again, and not yet for the length of the ramp

    const auto& word(override_kind k) const { return words[static_cast<std::size_t>(k)]; }
    bool votes() const { return warm && !word(override_kind::drain); }
    bool unspoken() const { return !words[0] && !words[1] && !words[2]; }
    void count(duration passed);
    void judge(const traffic_rules& rules, steady_time now);
};

class verdict_world {
public:
    explicit verdict_world(const history& h);

    // In words, what is wrong first; empty: nothing.
    std::string live();

private:
    std::string wait(duration d);
    std::string happen(const event& e);
    std::string restart(duration gone);
    void reload(bool one_more);
    std::string step(bool due, steady_time to);
    std::string step_both(bool must_change);
    bool may_be_idle() const;
    void pass(steady_time to);
    void tell_words(verdict_machine& m) const;
    void forget_words_that_end();
    steady_time next_end_of_words() const;
    std::vector<region_evidence> evidence() const;
    verdict_machine fresh_machine() const;

    std::string invariants() const;
    std::string of_region(std::size_t r) const;
    std::string of_word(std::size_t r) const;
    std::string of_evidence(std::size_t r) const;
    std::string of_weight(std::size_t r) const;
    std::string of_pool() const;
    std::string of_guard() const;
    void remember_removals();
    bool kept_for_good_reason(std::size_t r, std::size_t out) const;

    const history& history_;
    traffic_rules rules_;
    std::vector<watched> regions_;
    verdict_machine lazy_, eager_;
    std::vector<region_verdict> before_;  // by the lazy machine
    std::optional<steady_time> last_removal_;
    std::optional<steady_time> last_taken_out_;  // also of who was out already, by an operator's word
    std::vector<std::size_t> removed_now_;       // taken out by the guard's leave in this step
    moment now_{steady_time{std::chrono::hours{100}}, wall_time{std::chrono::hours{500'000}}};
    std::size_t names_ = 0, ids_ = 0;
    bool clock_was_set_ = false;
};

}  // namespace hm::model::test
