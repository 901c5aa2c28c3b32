#include "probes/shard.hpp"

#include <algorithm>

namespace hm::probes {

namespace {

// A literal address needs no resolver. Where it is not of the family that is asked for, the resolver says so.
std::optional<boost::asio::ip::address> address_in(const model::target* to) {
    if (to == nullptr || to->addresses != model::address_rule::first) return std::nullopt;
    const resolver::result literal = resolver::literal(to->host);
    if (!literal) return std::nullopt;
    const auto fitting = addresses_of(literal->answer, to->family);
    return fitting.empty() ? std::nullopt : std::optional{fitting.front()};
}

}  // namespace

shard::signal::signal(const assignment& a, admission::host at, const shard_options& options)
    : id(a.id),
      stats(a.stats),
      host(at),
      address(address_in(model::target_of(a.spec->probe))),
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
      sockets_(io),
      names_(io, options_.dns, clock, stats),
      schedule_(options_.tick, clock.steady()),
      deadlines_(grid_.at_or_before(clock.steady())),
      admission_(options_.max_concurrent, options_.max_per_host),
      scratch_(scratch_bytes) {}

shard::~shard() {
    stop();
}

void shard::start(const std::vector<assignment>& signals) {
    schedule_.advance(clock_.steady(), [](slot) {});  // whatever came before is no stall
    assign(signals);
    last_tick_ = clock_.steady();
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
    drop_all(before);
    signals_.reserve(signals.size());
    for (const assignment* a : fresh) add(*a);
    prepare_tls(signals);
}

// Now, so that no run has to wait until the system's certificates have been read.
void shard::prepare_tls(const std::vector<assignment>& signals) {
    for (const assignment& a : signals) tls_.prepare(a.spec->probe);
    tls_.forget_unused();
}

void shard::add(const assignment& a) {
    const slot s = schedule_.add(a.name, a.spec->when);
    const model::target* to = model::target_of(a.spec->probe);
    const admission::host at = admission_.name(to == nullptr ? std::string_view{} : to->host);
    if (s == signals_.size())
        signals_.emplace_back(a, at, options_);
    else
        signals_[s] = signal(a, at, options_);
    by_name_.emplace(a.name, s);
}

void shard::keep(slot s, const assignment& a) {
    signals_[s].id = a.id;
    signals_[s].stats = a.stats;
    by_name_.emplace(a.name, s);
    const model::judged_signal& current = signals_[s].tracker.current();
    if (current.why != model::reason::pending) sink_.on_change(a.id, current);
}

// A run that ends here gives its place to none of those that are still to go: their ids are of a past model.
void shard::drop_all(const std::unordered_map<std::string, slot>& leaving) {
    const bool was_starting = std::exchange(starting_, true);
    for (const auto& [name, s] : leaving) drop(s);
    starting_ = was_starting;
    if (!leaving.empty()) start_waiting();
}

void shard::drop(slot s) {
    signal& leaving = signals_[s];
    leaving.gone = true;
    schedule_.suspend(s);
    admission_.withdraw(s, leaving.host);
    if (leaving.under_way == 0) return free(s);
    expire_all([s](const flight& f) { return f.of == s; });  // the last that ends frees the slot
}

void shard::free(slot s) {
    retired_.push_back(std::move(signals_[s].what));  // and with it the connection that it kept
    admission_.let_go(signals_[s].host);
    schedule_.remove(s);
}

void shard::stop() {
    if (stopped_) return;
    stopped_ = true;
    timer_.cancel();
    expire_all([](const flight&) { return true; });
    sockets_.stop();
    names_.stop();
}

// A run that ends may begin others in its stead: those are not looked at.
template <class Which>
void shard::expire_all(Which&& which) {
    std::vector<std::shared_ptr<run>> runs;
    for (const flight& f : flights_)
        if (f.what && which(f)) runs.push_back(f.what);
    for (const auto& r : runs) r->expire();
}

// On the grid of the machine's own clock: what falls due between two ticks costs one wake-up, not one each.
void shard::await_tick() {
    timer_.expires_at(grid_.time_of(grid_.at_or_before(std::chrono::steady_clock::now()) + 1));
    timer_.async_wait([this](const boost::system::error_code& error) {
        if (!error && !stopped_) on_tick();
    });
}

void shard::on_tick() {
    const model::steady_time now = clock_.steady();
    retired_.clear();
    names_.tick();
    expire_overdue(now);
    last_tick_ = now;
    schedule_.advance(now, [this](slot s) { fall_due(s); });
    start_waiting();
    report_backlog();
    if (!stopped_) await_tick();
}

void shard::fall_due(slot s) {
    signal& about = signals_[s];
    if (about.waits_since || about.under_way == max_overlapping) {
        ++skipped_;
        return;
    }
    about.waits_since = schedule_.handed_out(s);
    admission_.want(s, about.host);
}

void shard::report_backlog() {
    const std::uint64_t overlapped = schedule_.overlapped() + skipped_;
    stats_.runs_missed.add(schedule_.missed() - std::exchange(missed_reported_, schedule_.missed()));
    stats_.runs_overlapped.add(overlapped - std::exchange(overlapped_reported_, overlapped));
    stats_.queued.set(static_cast<std::int64_t>(admission_.queued()));
}

// After a stall every run under way goes, since it measured us (see ended()).
void shard::expire_overdue(model::steady_time now) {
    if (stood_still(now)) expire_all([](const flight&) { return true; });
    deadlines_.advance(grid_.at_or_before(now), [this](wheel::item n) {
        if (const auto run = flights_[n].what) run->expire();
    });
}

// A run may end before it has properly begun (an address that refuses at once), and come back here: the loop
// goes on, not deeper.
void shard::start_waiting() {
    if (std::exchange(starting_, true)) return;
    while (!stopped_) {
        const auto next = admission_.next();
        if (!next) break;
        begin(*next);
    }
    starting_ = false;
}

void shard::begin(slot s) {
    signal& about = signals_[s];
    const model::steady_time started = clock_.steady();
    stats_.lag.observe(std::max(started - *std::exchange(about.waits_since, {}), model::duration{0}));
    const flight_number n = open_flight(s, started);
    deadlines_.insert(n, grid_.at_or_after(started + about.tracker.spec().when.timeout));
    ++about.under_way;
    stats_.in_flight.set(static_cast<std::int64_t>(admission_.under_way()));

    const auto run = about.what->begin(surroundings_of(about),
                                       [this, n](model::observation seen) { ended(n, std::move(seen)); });
    flights_[n].what = run;
    run->start();
}

shard::flight_number shard::open_flight(slot s, model::steady_time started) {
    if (landed_.empty()) {
        landed_.push_back(static_cast<flight_number>(flights_.size()));
        flights_.emplace_back();
        deadlines_.resize(flights_.size());
    }
    const flight_number n = landed_.back();
    landed_.pop_back();
    flights_[n] = {s, nullptr, started};
    return n;
}

void shard::ended(flight_number n, model::observation seen) {
    if (stopped_) return;
    const flight over = std::exchange(flights_[n], {});
    landed_.push_back(n);
    deadlines_.remove(n);
    signal& about = signals_[over.of];
    admission_.ended(about.host);
    --about.under_way;
    stats_.in_flight.set(static_cast<std::int64_t>(admission_.under_way()));
    if (!about.gone)
        judge(over.of, over.started, std::move(seen));
    else if (about.under_way == 0)
        free(over.of);
    if (!stopped_) start_waiting();
}

void shard::judge(slot s, model::steady_time started, model::observation seen) {
    signal& about = signals_[s];
    const model::steady_time now = clock_.steady();
    const bool measured_us = stood_still(now);
    if (measured_us) {
        seen.why = model::reason::prober_error;
        seen.detail = "the prober stood still for " +
                      model::format_duration(std::chrono::floor<std::chrono::milliseconds>(now - last_tick_));
    }
    const model::signal_tracker::step step = about.tracker.add(seen, now);
    // What fell due meanwhile was not kept from running by this run.
    schedule_.finished(s, step.next, measured_us ? now : started, now);
    about.recent.add(seen);
    count(about, seen);
    sink_.on_result(about.id, seen);
    if (step.changed) sink_.on_change(about.id, about.tracker.current());
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
