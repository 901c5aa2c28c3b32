// The last runs of one signal, for people: the newest N, and behind them the last few failures that are
// older. Compact, because every signal has one: 48 bytes a run and its words, in microseconds; body values
// are not kept, the peer's address of failed runs only, TLS facts and addresses of the newest run that had
// any.
#pragma once

#include "model/observation.hpp"

#include <cstdint>
#include <memory>
#include <vector>

namespace hm::probes {

class recent_runs {
public:
    // `newest` is at least 1.
    recent_runs(std::size_t newest, std::size_t failures) : newest_limit_(newest), failure_limit_(failures) {}

    void add(const model::observation& seen);
    // The first has the addresses of its run, and the TLS facts of the newest run that had a handshake, which
    // may be an earlier one.
    std::vector<model::observation> newest_first() const;

private:
    struct record {
        explicit record(const model::observation& seen);
        model::observation expand() const;
        bool failed() const { return why != model::reason::ok && why != model::reason::condition; }

        std::int64_t at_ms;
        std::uint32_t latency_us;
        std::uint32_t phase_us[5];  // in the order of model::phases; absent_phase when there was none
        std::uint16_t status;
        model::reason why;
        model::state judged;
        std::unique_ptr<char[]> words;  // detail, zero, peer, zero; null when both are empty
    };

    // Once it is full, the oldest gives its place to the newest: a run touches one record.
    class ring {
    public:
        // False: there was no room, and `r` is now the one that had to go.
        bool add(record& r, std::size_t limit);
        std::size_t size() const { return kept_.size(); }
        void newest_first(std::vector<model::observation>& to) const;

    private:
        std::vector<record> kept_;
        std::size_t oldest_ = 0;
    };

    // What most signals never have.
    struct more {
        ring failures;  // all older than newest_
        std::shared_ptr<const model::tls_facts> tls;
        std::vector<model::address_result> addresses;
    };

    void add_failure(record& r);
    void note_evidence(const model::observation& seen);
    more& rest();

    std::size_t newest_limit_;
    std::size_t failure_limit_;
    ring newest_;
    std::unique_ptr<more> rest_;
};

}  // namespace hm::probes
