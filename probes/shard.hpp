// One probe shard: the signals of one thread, from the schedule to judged results. It owns neither the thread
// nor the io_context{1}; everything here happens on that thread, so that nothing is locked. What a result
// means for the model is not its business: it hands it to the sink.
#pragma once

#include "model/ids.hpp"
#include "model/tracker.hpp"
#include "probes/admission.hpp"
#include "probes/poller.hpp"
#include "probes/probe.hpp"
#include "probes/recent.hpp"
#include "probes/resolver.hpp"
#include "probes/schedule.hpp"
#include "probes/stats.hpp"
#include "probes/tls_contexts.hpp"

#include <boost/asio/steady_timer.hpp>

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace hm::probes {

struct shard_options {
    resolver_options dns;
    std::chrono::milliseconds tick{10};
    std::size_t max_concurrent = 2000;  // runs under way; further due ones wait in order, which shows as lag
    std::size_t max_per_host = 100;     // of them, to one host
    std::size_t recent = 10;            // runs kept of each signal, for people
    std::size_t recent_failures = 5;    // and failed ones that are older
};

// Of one signal whose runs may overlap; further due ones are skipped and counted.
inline constexpr std::uint32_t max_overlapping = 10;

// One signal to look after. The name gives its phase and must be unique.
struct assignment {
    model::signal_id id;
    std::string name;
    std::shared_ptr<const model::signal_spec> spec;
    std::shared_ptr<signal_stats> stats;  // written by the shard alone
};

class shard_sink {
public:
    virtual ~shard_sink() = default;
    virtual void on_result(model::signal_id, const model::observation&) = 0;    // every run, after judging
    virtual void on_change(model::signal_id, const model::judged_signal&) = 0;  // the tracker's view changed
};

class shard {
public:
    // Throws as dns_channel does when the resolver cannot start. Everything given by reference outlives the
    // shard.
    shard(boost::asio::io_context& io, shard_options options, shard_sink& sink, shard_stats& stats,
          const time_source& clock = system_time());
    ~shard();
    shard(const shard&) = delete;
    shard& operator=(const shard&) = delete;

    // Once, on the shard's thread (or before it runs).
    void start(const std::vector<assignment>& signals);

    // From now on these. One that was there already, with the same name and an equal spec, goes on as if
    // nothing had happened: phase, streak, run under way, last runs; the sink hears its state at once, under
    // its new id. Of the others, runs under way end without a result. On the shard's thread.
    void assign(const std::vector<assignment>& signals);

    // Ends every run without a result; the sink hears nothing more, and the context's run() returns by
    // itself.
    void stop();

    // Newest first: the last N, then the last failures that are older. Times in microseconds, without body
    // values. Empty for a signal that is not this shard's. On the shard's thread only.
    std::vector<model::observation> recent(const std::string& name) const;

private:
    using slot = schedule::slot;

    struct signal {
        signal(const assignment& a, admission::host at, const shard_options& options);

        model::signal_id id;
        std::shared_ptr<signal_stats> stats;
        admission::host host;
        std::optional<boost::asio::ip::address> address;  // its target, when that is no name
        bool gone = false;            // no longer looked after; the slot is free once its runs have ended
        std::uint32_t under_way = 0;  // runs: one at most, unless they may overlap
        std::optional<model::steady_time> waits_since;  // its due time, while it waits for a place
        std::unique_ptr<probe> what;
        model::signal_tracker tracker;
        recent_runs recent;
    };

    // A run under way. They are numbered, and the numbers used again.
    struct flight {
        slot of = 0;
        std::shared_ptr<run> what;
        model::steady_time started{};
    };
    using flight_number = std::uint32_t;

    void add(const assignment& a);
    void prepare_tls(const std::vector<assignment>& signals);
    void drop_all(const std::unordered_map<std::string, slot>& leaving);
    void drop(slot s);
    void free(slot s);
    void keep(slot s, const assignment& a);
    void await_tick();
    void on_tick();
    void fall_due(slot s);
    void expire_overdue(model::steady_time now);
    template <class Which>
    void expire_all(Which&& which);
    bool stood_still(model::steady_time now) const { return now - last_tick_ > stall_after; }
    void start_waiting();
    void begin(slot s);
    flight_number open_flight(slot s, model::steady_time started);
    void ended(flight_number n, model::observation seen);
    void judge(slot s, model::steady_time started, model::observation seen);
    void count(const signal& about, const model::observation& seen);
    void report_backlog();
    environment surroundings_of(const signal& s) {
        return {io_, sockets_, names_, tls_, clock_, scratch_, nullptr, s.address};
    }

    boost::asio::io_context& io_;
    const shard_options options_;
    shard_sink& sink_;
    shard_stats& stats_;
    const time_source& clock_;

    tick_grid grid_;
    boost::asio::steady_timer timer_;
    poller sockets_;
    resolver names_;
    tls_contexts tls_;
    schedule schedule_;
    wheel deadlines_;
    std::vector<signal> signals_;                  // by slot
    std::vector<std::unique_ptr<probe>> retired_;  // until the next tick: a run of them may be on the stack
    std::unordered_map<std::string, slot> by_name_;
    admission admission_;
    std::vector<flight> flights_;
    std::vector<flight_number> landed_;  // numbers that are free
    std::vector<char> scratch_;
    model::steady_time last_tick_{};
    std::uint64_t missed_reported_ = 0, overlapped_reported_ = 0, skipped_ = 0;
    bool starting_ = false;  // start_waiting() is on the stack
    bool stopped_ = false;
};

}  // namespace hm::probes
