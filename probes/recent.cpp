#include "probes/recent.hpp"

#include <algorithm>
#include <limits>
#include <string_view>
#include <utility>

namespace hm::probes {

namespace {

constexpr std::uint32_t absent_phase = std::numeric_limits<std::uint32_t>::max();

std::uint32_t to_us(model::duration value) {
    const auto us = std::chrono::round<std::chrono::microseconds>(value).count();
    return static_cast<std::uint32_t>(std::clamp<std::int64_t>(us, 0, absent_phase - 1));
}

std::uint32_t to_us(const std::optional<model::duration>& value) {
    return value ? to_us(*value) : absent_phase;
}

std::optional<model::duration> from_us(std::uint32_t us) {
    if (us == absent_phase) return std::nullopt;
    return std::chrono::microseconds{us};
}

std::unique_ptr<char[]> words_of(std::string_view detail, std::string_view peer) {
    if (detail.empty() && peer.empty()) return nullptr;
    auto words = std::make_unique<char[]>(detail.size() + peer.size() + 2);
    std::copy(detail.begin(), detail.end(), words.get());
    std::copy(peer.begin(), peer.end(), words.get() + detail.size() + 1);
    return words;
}

}  // namespace

recent_runs::record::record(const model::observation& seen)
    : at_ms(seen.at.time_since_epoch().count()),
      latency_us(to_us(seen.latency)),
      phase_us{to_us(seen.phase.resolve), to_us(seen.phase.connect), to_us(seen.phase.tls),
               to_us(seen.phase.first_byte), to_us(seen.phase.transfer)},
      status(static_cast<std::uint16_t>(seen.status)),
      why(seen.why),
      judged(seen.judged),
      words(words_of(seen.detail, seen.failed() ? std::string_view{seen.peer} : std::string_view{})) {}

model::observation recent_runs::record::expand() const {
    model::observation seen;
    seen.at = model::wall_time{std::chrono::milliseconds{at_ms}};
    seen.latency = std::chrono::microseconds{latency_us};
    seen.phase = {from_us(phase_us[0]), from_us(phase_us[1]), from_us(phase_us[2]), from_us(phase_us[3]),
                  from_us(phase_us[4])};
    seen.status = status;
    seen.why = why;
    seen.judged = judged;
    if (words) {
        seen.detail = words.get();
        seen.peer = words.get() + seen.detail.size() + 1;
    }
    return seen;
}

bool recent_runs::ring::add(record& r, std::size_t limit) {
    if (kept_.size() < limit) {
        kept_.reserve(limit);  // exactly: what grows by doubling would hold twice as much
        kept_.push_back(std::move(r));
        return true;
    }
    std::swap(kept_[oldest_], r);
    if (++oldest_ == limit) oldest_ = 0;
    return false;
}

void recent_runs::ring::newest_first(std::vector<model::observation>& to) const {
    for (std::size_t i = kept_.size(); i > 0; --i)
        to.push_back(kept_[(oldest_ + i - 1) % kept_.size()].expand());
}

void recent_runs::add(const model::observation& seen) {
    record r{seen};
    if (!newest_.add(r, newest_limit_) && r.failed()) add_failure(r);
    note_evidence(seen);
}

void recent_runs::add_failure(record& r) {
    if (failure_limit_ != 0) rest().failures.add(r, failure_limit_);
}

void recent_runs::note_evidence(const model::observation& seen) {
    if (seen.tls) rest().tls = seen.tls;
    if (!seen.addresses.empty())
        rest().addresses = seen.addresses;
    else if (rest_)
        rest_->addresses.clear();
}

recent_runs::more& recent_runs::rest() {
    if (!rest_) rest_ = std::make_unique<more>();
    return *rest_;
}

std::vector<model::observation> recent_runs::newest_first() const {
    std::vector<model::observation> all;
    all.reserve(newest_.size() + (rest_ ? rest_->failures.size() : 0));
    newest_.newest_first(all);
    if (!rest_) return all;
    rest_->failures.newest_first(all);
    all.front().tls = rest_->tls;
    all.front().addresses = rest_->addresses;
    return all;
}

}  // namespace hm::probes
