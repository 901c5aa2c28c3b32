#include "test/contoso/stamp/fault.hpp"

#include <fmt/format.h>
#include <boost/json/parse.hpp>

#include <array>
#include <optional>

namespace contoso {

namespace json = boost::json;
using std::chrono::milliseconds;

namespace {

template <class Value>
struct named {
    std::string_view name;
    Value value;
};

constexpr std::array modes{
    named<fault_mode>{"slow", fault_mode::slow},       named<fault_mode>{"failing", fault_mode::failing},
    named<fault_mode>{"hanging", fault_mode::hanging}, named<fault_mode>{"refusing", fault_mode::refusing},
    named<fault_mode>{"wrong", fault_mode::wrong},
};

constexpr std::array paths{
    named<affected_paths>{"all", affected_paths::all},
    named<affected_paths>{"reads", affected_paths::reads},
    named<affected_paths>{"writes", affected_paths::writes},
};

template <class Table>
auto by_name(const Table& table, const json::value* text) -> std::optional<decltype(table[0].value)> {
    if (!text || !text->is_string()) return std::nullopt;
    for (const auto& row : table)
        if (text->get_string() == row.name) return row.value;
    return std::nullopt;
}

template <class Table, class Value>
std::string_view name_of(const Table& table, Value value) {
    for (const auto& row : table)
        if (row.value == value) return row.name;
    return "none";
}

// Each reads one key into `f`, and returns what is wrong with it, or nothing.
using complaint = std::string;

complaint read_mode(const json::object& told, fault& f) {
    const auto mode = by_name(modes, told.if_contains("mode"));
    if (!mode) return R"("mode" must be "slow", "failing", "hanging", "refusing" or "wrong")";
    f.mode = *mode;
    return {};
}

complaint read_delay(const json::object& told, fault& f) {
    const json::value* ms = told.if_contains("ms");
    if (f.mode != fault_mode::slow) return ms ? R"("ms" goes with "mode": "slow" only)" : complaint{};
    const bool whole = ms && ms->is_int64();
    if (!whole || ms->get_int64() < 1 || ms->get_int64() > fault::max_delay.count())
        return fmt::format(R"("slow" needs "ms", a whole number from 1 to {})", fault::max_delay.count());
    f.delay = milliseconds{ms->get_int64()};
    return {};
}

complaint read_paths(std::string_view service, const json::object& told, fault& f) {
    const json::value* wanted = told.if_contains("paths");
    if (!wanted) return {};
    if (service != "cosmos-db") return R"("paths" is for cosmos-db only)";
    const auto which = by_name(paths, wanted);
    if (!which) return R"("paths" must be "all", "reads" or "writes")";
    if (f.mode == fault_mode::refusing && *which != affected_paths::all)
        return R"("refusing" closes the listener: "paths" can only be "all")";
    f.paths = *which;
    return {};
}

complaint unknown_key(const json::object& told) {
    for (const auto& member : told) {
        const std::string_view key = member.key();
        if (key != "mode" && key != "ms" && key != "paths")
            return fmt::format(R"(unknown key "{}": allowed are "mode", "ms", "paths")", key);
    }
    return {};
}

bool is_read(const http::request& asked) {
    return asked.method == "GET" || asked.method == "HEAD";
}

}  // namespace

bool fault::concerns(const http::request& asked) const {
    if (mode == fault_mode::none) return false;
    if (asked.path() == "/stats") return paths == affected_paths::all && mode != fault_mode::wrong;
    switch (paths) {
        case affected_paths::reads:
            return is_read(asked);
        case affected_paths::writes:
            return !is_read(asked);
        case affected_paths::all:
            break;
    }
    return true;
}

parsed_fault parse_fault(std::string_view service, std::string_view body) {
    boost::system::error_code error;
    const json::value told = json::parse(body, error);
    if (error || !told.is_object())
        return std::string(R"(expected a JSON object like {"mode": "slow", "ms": 300})");

    fault f;
    const json::object& object = told.get_object();
    complaint wrong = unknown_key(object);
    if (wrong.empty()) wrong = read_mode(object, f);
    if (wrong.empty()) wrong = read_delay(object, f);
    if (wrong.empty()) wrong = read_paths(service, object, f);
    if (!wrong.empty()) return wrong;
    return f;
}

json::object to_json(const fault& f) {
    json::object shown;
    shown["mode"] = name_of(modes, f.mode);
    if (f.mode == fault_mode::slow) shown["ms"] = f.delay.count();
    shown["paths"] = name_of(paths, f.paths);
    return shown;
}

}  // namespace contoso
