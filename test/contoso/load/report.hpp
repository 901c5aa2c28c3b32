// What the users met, second by second, and every error with its time: what a failover test is judged by.
// Pure: the time of each result comes with it.
#pragma once

#include "test/contoso/load/histogram.hpp"

#include <boost/json/object.hpp>

#include <array>
#include <deque>
#include <string>

namespace contoso {

enum class result_kind { ok, connect, timeout, status_5xx, other };
inline constexpr std::size_t result_kinds = 5;

std::string_view name_of(result_kind kind);

struct result {
    result_kind kind = result_kind::ok;
    std::int64_t sent_ms = 0;  // Unix time
    std::int64_t at_ms = 0;    // when the answer or the error came
    std::chrono::microseconds took{0};
    std::string request;  // "GET /api/items"
    std::string target;   // "http://127.0.0.1:8080"
    std::string detail;   // of an error
};

class report {
public:
    static constexpr std::size_t max_errors_listed = 1'000;   // the first ones; all are counted
    static constexpr std::size_t max_seconds_listed = 7'200;  // the last ones

    void add(const result& r);
    void skipped() { ++skipped_; }          // due, but too many were under way
    void reconnected() { ++reconnected_; }  // a kept connection was stale, and replaced as a browser would

    boost::json::object to_json(std::int64_t started_ms, std::int64_t ended_ms, std::size_t unfinished) const;

private:
    struct second {
        std::int64_t at_ms;
        std::uint64_t ok = 0;
        std::uint64_t errors = 0;
    };
    second& second_of(std::int64_t at_ms);
    std::uint64_t count(result_kind kind) const { return counts_[static_cast<std::size_t>(kind)]; }

    std::array<std::uint64_t, result_kinds> counts_{};
    std::uint64_t skipped_ = 0;
    std::uint64_t reconnected_ = 0;
    histogram latencies_;
    std::deque<second> seconds_;
    std::deque<result> errors_;
};

}  // namespace contoso
