#include "test/contoso/load/report.hpp"

#include <boost/json/array.hpp>

#include <numeric>

namespace contoso {

namespace json = boost::json;

namespace {

json::object error_json(const result& r) {
    json::object shown;
    shown["at_ms"] = r.at_ms;
    shown["sent_ms"] = r.sent_ms;
    shown["kind"] = name_of(r.kind);
    shown["request"] = r.request;
    shown["target"] = r.target;
    shown["detail"] = r.detail;
    return shown;
}

json::object latency_json(const histogram& latencies) {
    json::object shown;
    shown["p50"] = latencies.percentile(0.5).count();
    shown["p90"] = latencies.percentile(0.9).count();
    shown["p99"] = latencies.percentile(0.99).count();
    shown["max"] = latencies.longest().count();
    return shown;
}

}  // namespace

std::string_view name_of(result_kind kind) {
    switch (kind) {
        case result_kind::ok:
            return "ok";
        case result_kind::connect:
            return "connect";
        case result_kind::timeout:
            return "timeout";
        case result_kind::status_5xx:
            return "5xx";
        case result_kind::other:
            break;
    }
    return "other";
}

void report::add(const result& r) {
    ++counts_[static_cast<std::size_t>(r.kind)];
    auto& now = second_of(r.at_ms);
    if (r.kind == result_kind::ok) {
        ++now.ok;
        latencies_.add(r.took);
        return;
    }
    ++now.errors;
    if (errors_.size() < max_errors_listed) errors_.push_back(r);
}

report::second& report::second_of(std::int64_t at_ms) {
    const std::int64_t begin = at_ms - at_ms % 1'000;
    if (seconds_.empty() || seconds_.back().at_ms < begin) {
        if (seconds_.size() == max_seconds_listed) seconds_.pop_front();
        seconds_.push_back({begin});
    }
    return seconds_.back();
}

json::object report::to_json(std::int64_t started_ms, std::int64_t ended_ms, std::size_t unfinished) const {
    const auto all = std::accumulate(counts_.begin(), counts_.end(), std::uint64_t{0});
    json::object kinds;
    for (const auto kind :
         {result_kind::connect, result_kind::timeout, result_kind::status_5xx, result_kind::other})
        kinds[name_of(kind)] = count(kind);

    json::array seconds;
    for (const auto& s : seconds_) {
        json::object shown;
        shown["at_ms"] = s.at_ms;
        shown["ok"] = s.ok;
        shown["errors"] = s.errors;
        seconds.push_back(std::move(shown));
    }
    json::array listed;
    for (const auto& e : errors_) listed.push_back(error_json(e));

    json::object shown;
    shown["started_ms"] = started_ms;
    shown["ended_ms"] = ended_ms;
    shown["requests"] = all;
    shown["ok"] = count(result_kind::ok);
    shown["errors"] = all - count(result_kind::ok);
    shown["errors_by_kind"] = std::move(kinds);
    shown["skipped"] = skipped_;
    shown["unfinished"] = unfinished;
    shown["reconnects"] = reconnected_;
    shown["latency_us"] = latency_json(latencies_);
    shown["per_second"] = std::move(seconds);
    shown["error_list"] = std::move(listed);
    return shown;
}

}  // namespace contoso
