#include "daemon/store/sqlite.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

namespace hm::daemon {

namespace {

std::string_view advice(int code) {
    switch (code & 0xff) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return "; another process uses it: each daemon needs a state_dir of its own";
        case SQLITE_FULL:
            return "; the disk is full";
        case SQLITE_READONLY:
        case SQLITE_PERM:
        case SQLITE_CANTOPEN:
            return "; the daemon's user must be able to write there";
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return "; move it away, and a new one is made";
        default:
            return "";
    }
}

}  // namespace

void database::closer::operator()(sqlite3* db) const {
    sqlite3_close_v2(db);
}

database::database(const std::string& path, std::chrono::milliseconds patience, const char* vfs) {
    sqlite3* opened = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &opened,
                                     SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, vfs);
    db_.reset(opened);
    if (code != SQLITE_OK) fail(code);
    sqlite3_extended_result_codes(opened, 1);
    sqlite3_busy_timeout(opened, static_cast<int>(patience.count()));
    // Exclusive before WAL: then its index lives in our memory instead of a mapped file, which a full disk
    // would turn into a SIGBUS.
    execute("pragma locking_mode = exclusive");
    // In a log it is "full": every commit is synced. Before there is one, it syncs the folder, too.
    execute("pragma synchronous = extra");
    if (text("pragma journal_mode = wal") != "wal")
        throw sqlite_error{"the file cannot have a write-ahead log"};
    execute("pragma trusted_schema = off");
}

void database::fail(int code) const {
    if ((code & 0xff) == SQLITE_INTERRUPT) throw work_was_limited{"it took too long"};
    const char* words = db_ ? sqlite3_errmsg(db_.get()) : sqlite3_errstr(code);
    throw sqlite_error{fmt::format("{}{}", words, advice(code))};
}

void database::execute(const char* sql) {
    const int code = sqlite3_exec(db_.get(), sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) fail(code);
}

std::int64_t database::number(const char* sql) {
    statement s{*this, sql};
    return s.step() ? s.integer() : 0;
}

std::string database::text(const char* sql) {
    statement s{*this, sql};
    return s.step() ? s.text() : std::string{};
}

std::int64_t database::changes() const {
    return sqlite3_changes64(db_.get());
}

int database::is_late(void* ends) {
    return std::chrono::steady_clock::now() > *static_cast<std::chrono::steady_clock::time_point*>(ends);
}

void database::limit_work(std::optional<std::chrono::steady_clock::time_point> until) {
    constexpr int between_looks = 10'000;  // steps of SQLite's machine: less than a millisecond
    work_ends_ = until ? std::make_unique<std::chrono::steady_clock::time_point>(*until) : nullptr;
    sqlite3_progress_handler(db_.get(), until ? between_looks : 0, until ? is_late : nullptr,
                             work_ends_.get());
}

bool database::has_moved() const {
    int moved = 0;
    return sqlite3_file_control(db_.get(), "main", SQLITE_FCNTL_HAS_MOVED, &moved) == SQLITE_OK && moved != 0;
}

void database::transaction(const std::function<void()>& work) {
    execute("begin immediate");
    try {
        work();
        execute("commit");
    } catch (...) {
        // Some failures have undone it already; then there is nothing to roll back.
        if (sqlite3_get_autocommit(db_.get()) == 0)
            sqlite3_exec(db_.get(), "rollback", nullptr, nullptr, nullptr);
        throw;
    }
}

void statement::finalizer::operator()(sqlite3_stmt* s) const {
    sqlite3_finalize(s);
}

statement::statement(database& db, const char* sql) : db_(db) {
    sqlite3_stmt* prepared = nullptr;
    const int code = sqlite3_prepare_v2(db.db_.get(), sql, -1, &prepared, nullptr);
    statement_.reset(prepared);
    check(code);
}

void statement::check(int code) const {
    if (code != SQLITE_OK) db_.fail(code);
}

statement& statement::bind(std::int64_t value) {
    check(sqlite3_bind_int64(statement_.get(), ++parameter_, value));
    return *this;
}

statement& statement::bind(std::string_view value) {
    check(sqlite3_bind_text64(statement_.get(), ++parameter_, value.data() ? value.data() : "", value.size(),
                              SQLITE_TRANSIENT, SQLITE_UTF8));
    return *this;
}

statement& statement::bind(std::optional<std::int64_t> value) {
    if (value) return bind(*value);
    check(sqlite3_bind_null(statement_.get(), ++parameter_));
    return *this;
}

statement& statement::bind_blob(std::string_view value) {
    check(sqlite3_bind_blob64(statement_.get(), ++parameter_, value.data() ? value.data() : "", value.size(),
                              SQLITE_TRANSIENT));
    return *this;
}

bool statement::step() {
    column_ = 0;
    const int code = sqlite3_step(statement_.get());
    if (code != SQLITE_ROW && code != SQLITE_DONE) db_.fail(code);
    return code == SQLITE_ROW;
}

void statement::run() {
    while (step()) {
    }
    reset();
}

void statement::reset() {
    check(sqlite3_reset(statement_.get()));
    parameter_ = 0;
}

std::int64_t statement::integer() {
    return sqlite3_column_int64(statement_.get(), column_++);
}

std::optional<std::int64_t> statement::integer_if_any() {
    if (sqlite3_column_type(statement_.get(), column_) == SQLITE_NULL) return ++column_, std::nullopt;
    return integer();
}

std::string statement::text() {
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_blob(statement_.get(), column_));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column_++));
    return bytes == nullptr ? std::string{} : std::string{bytes, size};
}

}  // namespace hm::daemon
