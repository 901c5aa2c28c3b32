#include "daemon/store/write_queue.hpp"

#include <algorithm>
#include <utility>

namespace hm::daemon {

void write_queue::add(write_batch batch) {
    for (override_record& r : batch.overrides) add(std::move(r));
    for (audit_entry& e : batch.audit) audit_.push_back(std::move(e));
    for (; audit_.size() > max_waiting_audit; ++audit_lost_) audit_.pop_front();
    if (!batch.verdicts) return;
    verdicts_ = std::move(batch.verdicts);
    verdicts_wait_ = true;
}

void write_queue::add(override_record r) {
    const std::string id = r.what.id;
    if (r.ended)
        in_force_.erase(id);
    else
        in_force_[id] = r;
    waiting_[id] = std::move(r);
    forget_ends();
}

// Of those that have ended, for the trail alone or because the disk holds them as in force. Ids begin with
// the time, so the first is the oldest.
void write_queue::forget_ends() {
    if (waiting_.size() <= in_force_.size() + max_waiting_ends) return;
    const auto oldest =
        std::ranges::find_if(waiting_, [](const auto& entry) { return entry.second.ended.has_value(); });
    if (oldest != waiting_.end()) waiting_.erase(oldest);
}

void write_queue::know(const std::vector<model::operator_override>& in_force) {
    for (const model::operator_override& o : in_force) in_force_.try_emplace(o.id, override_record{o, {}});
}

void write_queue::everything_again() {
    for (const auto& [id, record] : in_force_) waiting_.try_emplace(id, record);
    verdicts_wait_ = verdicts_.has_value();
}

write_batch write_queue::pending() const {
    write_batch all;
    for (const auto& [id, record] : waiting_) all.overrides.push_back(record);
    all.audit.assign(audit_.begin(), audit_.end());
    if (verdicts_wait_) all.verdicts = verdicts_;
    return all;
}

std::size_t write_queue::size() const {
    return waiting_.size() + audit_.size() + (verdicts_wait_ ? 1 : 0);
}

void write_queue::written() {
    waiting_.clear();
    audit_.clear();
    verdicts_wait_ = false;
    retry_.succeeded();
}

void write_queue::failed(model::steady_time now) {
    retry_.failed(now);
}

}  // namespace hm::daemon
