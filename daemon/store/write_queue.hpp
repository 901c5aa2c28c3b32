// What is to be written to the disk yet, and when to try again after a failure. It holds on to all that is in
// force, so that a file that was lost is written anew. Bounded, however long the disk is unusable. Pure: the
// time is a parameter.
#pragma once

#include "daemon/store/backoff.hpp"
#include "daemon/store/records.hpp"
#include "model/time.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace hm::daemon {

class write_queue {
public:
    // While nothing can be written: beyond these the oldest is given up.
    static constexpr std::size_t max_waiting_audit = 10'000;
    static constexpr std::size_t max_waiting_ends = 1'000;

    void add(write_batch batch);
    void know(const std::vector<model::operator_override>& in_force);  // what is on the disk already
    void everything_again();                                           // the file is another one

    // All that is not on the disk; copied, because the write may fail.
    write_batch pending() const;
    std::size_t size() const;

    void written();
    void failed(model::steady_time now);
    // While the last try failed: when to try again.
    std::optional<model::steady_time> next_try() const { return retry_.next_try(); }

    std::uint64_t audit_lost() const { return audit_lost_; }

private:
    void add(override_record r);
    void forget_ends();

    std::map<std::string, override_record> in_force_;  // by id
    std::map<std::string, override_record> waiting_;   // not on the disk as they are
    std::deque<audit_entry> audit_;
    std::optional<std::vector<model::remembered_verdict>> verdicts_;  // the last that we know
    bool verdicts_wait_ = false;
    backoff retry_;
    std::uint64_t audit_lost_ = 0;
};

}  // namespace hm::daemon
