#include "probes/shard.hpp"

#include <algorithm>

namespace hm::probes {

shard::signal::signal(const assignment& a, const shard_options& options)
    : id(a.id),
      stats(a.stats),
      what(make_probe(a.spec)),
      tracker(a.spec),
      recent(options.recent, options.recent_failures) {}

shard::shard(boost::asio::io_context& io, shard_options options, shard_sink& sink, shard_stats& stats,
             const time_source& clock)
    : io_(io),
      options_(std::move(options)),
      sink_(sink),
      stats_(stats),
      clock_(clock),
      grid_(options_.tick),
      timer_(io),
      names_(io, options_.dns, clock, stats),
      schedule_(options_.tick, clock.now().steady),
      deadlines_(grid_.at_or_before(clock.now().steady)) {}

shard::~shard() {
    stop();
}

void shard::start(const std::vector<assignment>& signals) {
    schedule_.advance(clock_.now().steady,
                      [](slot, model::steady_time) {});  // whatever came before is no stall
    assign(signals);
    last_tick_ = clock_.now().steady;
    await_tick();
}

void shard::assign(const std::vector<assignment>& signals) {
    std::unordered_map<std::string, slot> before = std::exchange(by_name_, {});
    std::vector<const assignment*> fresh;
    by_name_.reserve(signals.size());
    for (const assignment& a : signals) {
        const auto found = before.find(a.name);
        if (found == before.end() || signals_[found->second].tracker.spec() != *a.spec) {
            fresh.push_back(&a);
            continue;
        }
        keep(found->second, a);
        before.erase(found);
    }
    for (const auto& [name, s] : before) drop(s);
    signals_.reserve(signals.size());
    for (const assignment* a : fresh) add(*a);
}

void shard::add(const assignment& a) {
    const slot s = schedule_.add(a.name, a.spec->when);
    if (s == signals_.size()) {
        signals_.emplace_back(a, options_);
        deadlines_.resize(signals_.size());
    } else {
        signals_[s] = signal(a, options_);
    }
    by_name_.emplace(a.name, s);
}

void shard::keep(slot s, const assignment& a) {
    signals_[s].id = a.id;
    signals_[s].stats = a.stats;
    by_name_.emplace(a.name, s);
    const model::judged_signal& current = signals_[s].tracker.current();
    if (current.why != model::reason::pending) sink_.on_change(a.id, current);
}

void shard::drop(slot s) {
    signal& leaving = signals_[s];
    leaving.gone = true;
    std::erase(waiting_, s);
    if (const auto run = leaving.under_way)
        run->expire();  // ended() frees the slot
    else
        schedule_.remove(s);
}

void shard::stop() {
    if (stopped_) return;
    stopped_ = true;
    timer_.cancel();
    waiting_.clear();
    for (signal& s : signals_)
        if (const auto run = std::exchange(s.under_way, nullptr)) run->expire();
    names_.stop();
}

// On the grid of the machine's own clock: what falls due between two ticks costs one wake-up, not one each.
void shard::await_tick() {
    timer_.expires_at(grid_.time_of(grid_.at_or_before(std::chrono::steady_clock::now()) + 1));
    timer_.async_wait([this](const boost::system::error_code& error) {
        if (!error && !stopped_) on_tick();
    });
}

void shard::on_tick() {
    const model::steady_time now = clock_.now().steady;
    names_.tick();
    expire_overdue(now);
    last_tick_ = now;
    schedule_.advance(now, [this](slot s, model::steady_time) { waiting_.push_back(s); });
    start_waiting();
    stats_.runs_missed.add(schedule_.missed() - std::exchange(missed_reported_, schedule_.missed()));
    if (!stopped_) await_tick();
}

// After a stall every run under way goes, since it measured us (see ended()).
void shard::expire_overdue(model::steady_time now) {
    if (stood_still(now))
        for (signal& s : signals_)
            if (const auto run = s.under_way) run->expire();
    deadlines_.advance(grid_.at_or_before(now), [this](wheel::item s) {
        if (const auto run = signals_[s].under_way) run->expire();
    });
}

// A run may end before it has properly begun (an address that refuses at once), and come back here: the loop
// goes on, not deeper.
void shard::start_waiting() {
    if (std::exchange(starting_, true)) return;
    while (!waiting_.empty() && in_flight_ < options_.max_concurrent) {
        const slot next = waiting_.front();
        waiting_.pop_front();
        begin(next);
    }
    starting_ = false;
}

void shard::begin(slot s) {
    signal& about = signals_[s];
    about.started = clock_.now().steady;
    stats_.lag.observe(std::max(about.started - schedule_.due_of(s), model::duration{0}));
    stats_.in_flight.set(static_cast<std::int64_t>(++in_flight_));
    deadlines_.insert(s, grid_.at_or_after(about.started + about.tracker.spec().when.timeout));

    const auto run = about.what->begin({io_, names_, clock_},
                                       [this, s](model::observation seen) { ended(s, std::move(seen)); });
    about.under_way = run;
    run->start();
}

void shard::ended(slot s, model::observation seen) {
    if (stopped_) return;
    signal& about = signals_[s];
    about.under_way.reset();
    deadlines_.remove(s);
    stats_.in_flight.set(static_cast<std::int64_t>(--in_flight_));
    if (about.gone) return schedule_.remove(s);

    const model::steady_time now = clock_.now().steady;
    if (stood_still(now)) {
        seen.why = model::reason::prober_error;
        seen.detail = "the prober stood still for " +
                      model::format_duration(std::chrono::floor<std::chrono::milliseconds>(now - last_tick_));
    }
    const model::signal_tracker::step step = about.tracker.add(seen, now);
    schedule_.finished(s, step.next, about.started, now);
    about.recent.add(seen);
    count(about, seen);
    sink_.on_result(about.id, seen);
    if (step.changed) sink_.on_change(about.id, about.tracker.current());
    if (!stopped_) start_waiting();
}

void shard::count(const signal& about, const model::observation& seen) {
    about.stats->count(seen, clock_.now().wall);

    auto& by_phase = stats_.duration[about.tracker.spec().probe.index()];
    const auto observe = [&by_phase](phase p, const std::optional<model::duration>& value) {
        if (value) by_phase[static_cast<std::size_t>(p)].observe(*value);
    };
    observe(phase::resolve, seen.phase.resolve);
    observe(phase::connect, seen.phase.connect);
    observe(phase::tls, seen.phase.tls);
    observe(phase::first_byte, seen.phase.first_byte);
    observe(phase::transfer, seen.phase.transfer);
    observe(phase::total, seen.latency);
}

std::vector<model::observation> shard::recent(const std::string& name) const {
    const auto found = by_name_.find(name);
    if (found == by_name_.end()) return {};
    return signals_[found->second].recent.newest_first();
}

}  // namespace hm::probes
