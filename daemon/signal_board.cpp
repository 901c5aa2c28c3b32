#include "daemon/signal_board.hpp"

#include <cmath>

namespace hm::daemon {

namespace {

constexpr double largest_number = 9e18;  // that fits into 64 bits

// What a slot knows of the last run: take(here, there, what it is before the first). The time comes last, as
// who reads looks at it first.
template <class Slot, class Take>
void each_mark(Slot& to, const Slot& was, Take take) {
    const Slot fresh{};
    take(to.number, was.number, fresh.number.load());
    take(to.known_ns, was.known_ns, fresh.known_ns.load());
    take(to.why, was.why, fresh.why.load());
    take(to.result_ns, was.result_ns, fresh.result_ns.load());
}

}  // namespace

signal_board::signal_board(std::size_t signals, std::function<void()> wake)
    : slots_(signals), dirty_((signals + 63) / 64), wake_(std::move(wake)) {}

void signal_board::leave(model::signal_id signal, const model::judged_signal& judged) {
    const std::size_t i = model::index(signal);
    slots_[i].judged.put(std::make_unique<model::judged_signal>(judged));
    dirty_[i / 64].fetch_or(std::uint64_t{1} << (i % 64), std::memory_order_acq_rel);
    if (!awake_.exchange(true, std::memory_order_acq_rel)) wake_();
}

void signal_board::note_result(model::signal_id signal, model::steady_time at, bool known,
                               model::reason why) {
    slot& s = slots_[model::index(signal)];
    const std::int64_t ns = at.time_since_epoch().count();
    if (why != model::reason::ok && why != model::reason::condition)
        failures_.fetch_add(1, std::memory_order_relaxed);
    if (known) s.known_ns.store(ns, std::memory_order_relaxed);
    s.why.store(why, std::memory_order_relaxed);
    s.result_ns.store(ns, std::memory_order_release);
}

signal_board::last_run signal_board::last_of(model::signal_id signal) const {
    const slot& s = slots_[model::index(signal)];
    const std::int64_t result = s.result_ns.load(std::memory_order_acquire);
    const std::int64_t known = s.known_ns.load(std::memory_order_relaxed);
    const auto time = [](std::int64_t ns) { return model::steady_time{std::chrono::nanoseconds{ns}}; };
    return {result != 0, time(result), known == 0 ? model::steady_time::min() : time(known),
            s.why.load(std::memory_order_relaxed)};
}

void signal_board::note_number(model::signal_id signal, double number) {
    if (!(std::abs(number) < largest_number)) return;
    slots_[model::index(signal)].number.store(static_cast<std::int64_t>(number), std::memory_order_relaxed);
}

std::optional<std::int64_t> signal_board::number_of(model::signal_id signal) const {
    const std::int64_t number = slots_[model::index(signal)].number.load(std::memory_order_relaxed);
    return number == no_number ? std::nullopt : std::optional{number};
}

void signal_board::carry(model::signal_id signal, const signal_board& from, model::signal_id then) {
    each_mark(slots_[model::index(signal)], from.slots_[model::index(then)],
              [](auto& here, const auto& there, auto nothing) {
                  here.compare_exchange_strong(nothing, there.load());
              });
}

void signal_board::carry_newest(model::signal_id signal, const signal_board& from, model::signal_id then) {
    each_mark(slots_[model::index(signal)], from.slots_[model::index(then)],
              [](auto& here, const auto& there, auto) { here.store(there.load()); });
}

}  // namespace hm::daemon
