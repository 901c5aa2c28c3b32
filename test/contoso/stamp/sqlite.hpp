// As much of SQLite as documents.cpp needs: connections, statements, errors as exceptions. One thread at a
// time.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace contoso::sqlite {

class database;

class statement {
public:
    statement(database& on, std::string_view sql);

    statement& bind(int index, std::string_view text);  // counted from 1
    statement& bind(int index, std::int64_t number);
    bool step();                         // true: there is a row
    std::string text(int column) const;  // counted from 0

private:
    void check(int result);

    struct closer {
        void operator()(sqlite3_stmt* s) const;
    };
    database& on_;
    std::unique_ptr<sqlite3_stmt, closer> handle_;
};

class database {
public:
    explicit database(const std::string& uri);

    void execute(const char* sql);
    int changes() const;  // rows changed by the last statement
    [[noreturn]] void fail() const;

private:
    friend class statement;
    struct closer {
        void operator()(sqlite3* db) const;
    };
    std::unique_ptr<sqlite3, closer> handle_;
};

}  // namespace contoso::sqlite
