// As much of SQLite as the daemon's own files need: a connection, a statement, a transaction. One thread at a
// time. Whatever fails is thrown as sqlite_error, and caught by who decides what an unusable disk means.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace hm::daemon {

// In words for an operator: what happened, and what to do where there is something to do.
class sqlite_error : public std::runtime_error {
public:
    using runtime_error::runtime_error;
};

// It was not done by the time that limit_work() set; nothing is wrong with the file.
class work_was_limited : public sqlite_error {
public:
    using sqlite_error::sqlite_error;
};

class database {
public:
    // Opens or creates the file. It is ours alone while it is open: a second process is refused.
    // `patience`: for so long one that holds it is waited for. `vfs`: of a test; null: the system's.
    database(const std::string& path, std::chrono::milliseconds patience, const char* vfs = nullptr);

    void execute(const char* sql);
    std::int64_t number(const char* sql);  // the first column of the first row
    std::string text(const char* sql);
    std::int64_t changes() const;  // rows that the last statement touched

    // A statement that is not done by then throws work_was_limited; absent: each has all the time it needs.
    void limit_work(std::optional<std::chrono::steady_clock::time_point> until);

    // The file was removed or replaced under our hands: what is written goes nowhere.
    bool has_moved() const;

    // All of it or nothing; on the disk when this returns. An exception of `work` undoes it.
    void transaction(const std::function<void()>& work);

private:
    friend class statement;
    [[noreturn]] void fail(int code) const;
    static int is_late(void* self);

    std::unique_ptr<std::chrono::steady_clock::time_point> work_ends_;  // SQLite knows its address
    struct closer {
        void operator()(sqlite3* db) const;
    };
    std::unique_ptr<sqlite3, closer> db_;
};

// Parameters and columns are numbered by the order of the calls.
class statement {
public:
    statement(database& db, const char* sql);

    statement& bind(std::int64_t value);
    statement& bind(std::string_view value);  // copied
    statement& bind(std::optional<std::int64_t> value);
    statement& bind_blob(std::string_view value);  // copied

    bool step();   // whether there is a row
    void run();    // to the end, and ready to be bound anew
    void reset();  // wherever it is, ready to be bound anew

    std::int64_t integer();
    std::optional<std::int64_t> integer_if_any();
    std::string text();

private:
    void check(int code) const;

    struct finalizer {
        void operator()(sqlite3_stmt* s) const;
    };
    database& db_;
    std::unique_ptr<sqlite3_stmt, finalizer> statement_;
    int parameter_ = 0;
    int column_ = 0;
};

}  // namespace hm::daemon
