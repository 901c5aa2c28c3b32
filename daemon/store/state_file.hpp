// The daemon's own memory on the disk: overrides, the audit trail and the last verdicts, in one SQLite file.
// Without a thread of its own and without patience: state_keeper says when to write, and what to do when that
// fails.
#pragma once

#include "daemon/store/records.hpp"
#include "daemon/store/sqlite_file.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hm::daemon {

// All functions throw sqlite_error, and close the file then: the next call opens it anew, by its name.
class state_file {
public:
    // `vfs`: of a test.
    explicit state_file(std::string path, const char* vfs = nullptr);

    const std::string& path() const { return file_.path(); }
    // Opens it if it is not open: makes the folder and the file, checks what is there, brings it up to date.
    // True when it was opened by this call. `patience`: for whoever else has it.
    bool open(std::chrono::milliseconds patience = std::chrono::milliseconds{0});

    // What is in force at `now`, and what verdicts were.
    recalled recall(model::wall_time now);

    // On the disk when it returns; all of it or nothing.
    void write(const write_batch& batch, model::wall_time now);

    // Newest first.
    std::vector<override_record> overrides(std::size_t limit);
    std::vector<audit_entry> audit(std::size_t limit, std::optional<std::int64_t> before = {});

private:
    void write(database& db, const override_record& r);
    void write(database& db, const audit_entry& e);
    void write(database& db, const std::vector<model::remembered_verdict>& all, model::wall_time now);
    void tidy(database& db, model::wall_time now);

    using verdict_texts = std::map<std::pair<std::string, std::string>, std::string>;  // by region and flow

    sqlite_file file_;
    verdict_texts written_;  // as they are on the disk: only what differs is written
};

}  // namespace hm::daemon
