// A history, lived through: two machines on one clock, one that steps only when something is due and one that
// steps in between, too; and beside them a naive second opinion. After every step all invariants are looked
// at.
#pragma once

#include "test/model/verdict_history.hpp"
#include "test/model/watched_region.hpp"

#include <optional>
#include <string>
#include <vector>

namespace hm::model::test {

// Of the evidence alone, not of the guard or of an operator.
bool is_automatic(verdict_source s);
std::string text_of(const region_verdict& v);

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
