// One SQLite file of the daemon's: found by its name each time, so that moving it away is enough to get a new
// one; checked and brought up to date when it is opened; closed by whatever goes wrong, so that the next call
// begins anew. It has no patience: who owns it decides what an unusable disk means.
#pragma once

#include "daemon/store/migrations.hpp"
#include "daemon/store/sqlite.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>

namespace hm::daemon {

class sqlite_file {
public:
    static constexpr std::uintmax_t any_size = std::numeric_limits<std::uintmax_t>::max();

    // `checked_up_to`: a larger file is not read through when it is opened. `vfs`: of a test.
    sqlite_file(std::string path, table_steps tables, const char* vfs = nullptr,
                std::uintmax_t checked_up_to = any_size);

    const std::string& path() const { return path_; }

    // Opens it if it is not open, or was removed or replaced: makes the folder and the file, checks what is
    // there, brings it up to date. True when it was opened by this call. `patience`: for whoever else has it.
    bool open(std::chrono::milliseconds patience = std::chrono::milliseconds{0});

    // After open(): `work(database&)`. Throws what it throws, with the file's name before it.
    template <class Work>
    auto with(Work&& work) {
        try {
            return work(*db_);
        } catch (const sqlite_error& e) {
            fail(e);
        }
    }
    // The same as one transaction: on the disk when it returns, all of it or nothing.
    template <class Work>
    void write(Work&& work) {
        with([&](database& db) {
            db.transaction([&] { work(db); });
            // While we wrote, too: what went into a file without a name is lost.
            if (db.has_moved()) throw sqlite_error{"the file was removed or replaced"};
        });
    }

private:
    void open_anew(std::chrono::milliseconds patience);
    [[noreturn]] void fail(const sqlite_error& e);

    const std::string path_;
    const table_steps tables_;
    const char* const vfs_;
    const std::uintmax_t checked_up_to_;
    std::optional<database> db_;
};

}  // namespace hm::daemon
