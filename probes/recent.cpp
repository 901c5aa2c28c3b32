#include "probes/recent.hpp"

#include <algorithm>
#include <cstring>
#include <limits>

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

std::unique_ptr<char[]> copy_of(const std::string& text) {
    if (text.empty()) return nullptr;
    auto copy = std::make_unique<char[]>(text.size() + 1);
    std::memcpy(copy.get(), text.data(), text.size());
    return copy;
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
      detail(copy_of(seen.detail)) {}

model::observation recent_runs::record::expand() const {
    model::observation seen;
    seen.at = model::wall_time{std::chrono::milliseconds{at_ms}};
    seen.latency = std::chrono::microseconds{latency_us};
    seen.phase = {from_us(phase_us[0]), from_us(phase_us[1]), from_us(phase_us[2]), from_us(phase_us[3]),
                  from_us(phase_us[4])};
    seen.status = status;
    seen.why = why;
    seen.judged = judged;
    if (detail) seen.detail = detail.get();
    return seen;
}

void recent_runs::add(const model::observation& seen) {
    newest_.reserve(newest_limit_);  // exactly: what grows by doubling would hold twice as much
    if (newest_.size() == newest_limit_) drop_oldest();
    newest_.emplace_back(seen);
}

void recent_runs::drop_oldest() {
    record oldest = std::move(newest_.front());
    newest_.erase(newest_.begin());
    if (!oldest.failed() || failure_limit_ == 0) return;
    failures_.reserve(failure_limit_);
    if (failures_.size() == failure_limit_) failures_.erase(failures_.begin());
    failures_.push_back(std::move(oldest));
}

std::vector<model::observation> recent_runs::newest_first() const {
    std::vector<model::observation> all;
    all.reserve(newest_.size() + failures_.size());
    for (auto r = newest_.rbegin(); r != newest_.rend(); ++r) all.push_back(r->expand());
    for (auto r = failures_.rbegin(); r != failures_.rend(); ++r) all.push_back(r->expand());
    return all;
}

}  // namespace hm::probes
