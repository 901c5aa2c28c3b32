#include "test/contoso/stamp/sqlite.hpp"

#include <sqlite3.h>

#include <stdexcept>

namespace contoso::sqlite {

namespace {
constexpr int wait_for_lock_ms = 400;  // less than a caller's patience
}

void database::closer::operator()(sqlite3* db) const {
    sqlite3_close_v2(db);
}
void statement::closer::operator()(sqlite3_stmt* s) const {
    sqlite3_finalize(s);
}

database::database(const std::string& uri) {
    sqlite3* opened = nullptr;
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX;
    const int result = sqlite3_open_v2(uri.c_str(), &opened, flags, nullptr);
    handle_.reset(opened);
    if (result != SQLITE_OK)
        throw std::runtime_error("cannot open the database " + uri + ": " + sqlite3_errstr(result));
    sqlite3_busy_timeout(opened, wait_for_lock_ms);
}

void database::execute(const char* sql) {
    if (sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) fail();
}

int database::changes() const {
    return sqlite3_changes(handle_.get());
}

void database::fail() const {
    throw std::runtime_error(std::string("database: ") + sqlite3_errmsg(handle_.get()));
}

statement::statement(database& on, std::string_view sql) : on_(on) {
    sqlite3_stmt* prepared = nullptr;
    check(
        sqlite3_prepare_v2(on_.handle_.get(), sql.data(), static_cast<int>(sql.size()), &prepared, nullptr));
    handle_.reset(prepared);
}

statement& statement::bind(int index, std::string_view text) {
    check(sqlite3_bind_text64(handle_.get(), index, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
    return *this;
}

statement& statement::bind(int index, std::int64_t number) {
    check(sqlite3_bind_int64(handle_.get(), index, number));
    return *this;
}

bool statement::step() {
    const int result = sqlite3_step(handle_.get());
    if (result != SQLITE_ROW && result != SQLITE_DONE) on_.fail();
    return result == SQLITE_ROW;
}

std::string statement::text(int column) const {
    const auto* bytes = sqlite3_column_text(handle_.get(), column);
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column));
    return bytes ? std::string(reinterpret_cast<const char*>(bytes), size) : std::string();
}

void statement::check(int result) {
    if (result != SQLITE_OK) on_.fail();
}

}  // namespace contoso::sqlite
