// The history on the disk: one SQLite file, written in batches, made coarser and cut at its old end as time
// goes on. Without a thread of its own and without patience: history_keeper says when, and what a failure
// means.
#pragma once

#include "daemon/history/interned.hpp"
#include "daemon/history/records.hpp"
#include "daemon/history/slices.hpp"
#include "daemon/store/sqlite_file.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hm::daemon {

// How long history is kept, and how many bytes the file may have. A batch or two may be above, until the next
// cut.
struct history_bounds {
    std::chrono::milliseconds keep = std::chrono::hours{24 * 30};
    std::int64_t max_bytes = std::int64_t{2} << 30;
};

// All functions throw sqlite_error, and close the file then: the next call opens it anew, by its name.
class history_file {
public:
    explicit history_file(std::string path, const char* vfs = nullptr);

    const std::string& path() const { return file_.path(); }
    // What is larger is not read through when it is opened: it would take a minute on a slow disk, and damage
    // shows when it is met.
    static constexpr std::uintmax_t checked_up_to = 64 * 1024 * 1024;
    // True when it was opened by this call.
    bool open(std::chrono::milliseconds patience = std::chrono::milliseconds{0});

    // On the disk when it returns; all of it or nothing. When the clock was set back since, what was written
    // while it ran ahead is stamped with the moment of that first: what came first stays first; latencies are
    // dropped. A batch whose write failed is given again before any other: should it be on the disk all the
    // same, it is not repeated.
    void write(const history_batch& batch);

    // Grows whenever the file is opened: it may be another one then.
    std::uint64_t openings() const { return openings_; }

    // How things stood last, of all that was in the model then.
    std::vector<last_record> last_states();
    std::vector<verdict_change> last_verdicts();

    // One step of what has to be done from time to time: latencies made coarser, what is too old or too much
    // taken out. True when there is more to do.
    bool tidy(model::wall_time now, const history_bounds& bounds);

    std::int64_t bytes();  // in use, without the log

    // For queries: `work(database&)`.
    template <class Work>
    auto read(Work&& work) {
        open();
        return file_.with(std::forward<Work>(work));
    }

private:
    void note_end(database& db);
    void set_clock_back(database& db, std::int64_t to);
    std::int64_t note(model::wall_time t);
    void write(database& db, const std::vector<transition>& all, std::int64_t today);
    void write(database& db, const std::vector<verdict_change>& all, std::int64_t today);
    void write(database& db, const std::vector<signal_latency>& all, std::int64_t today);
    void write_span(database& db, const history_batch& batch);

    sqlite_file file_;
    std::uint64_t openings_ = 0;
    interned ids_;
    slice_writer slices_;
    std::int64_t until_ = 0;            // nothing in it is later
    std::int64_t number_ = 0;           // of the last row, or batch
    std::optional<std::int64_t> span_;  // that this process writes
    // The number after a write of which nobody knows whether it went well.
    std::optional<std::int64_t> unsure_;
    std::int64_t cut_ = 0;                  // by size: what is older goes
    std::int64_t slices_merged_until_ = 0;  // as far as this process knows
    std::int64_t last_name_looked_at_ = 0;  // for names that nobody uses any more
};

std::int64_t number_of(model::wall_time t);
model::wall_time time_of(std::int64_t ms);

}  // namespace hm::daemon
