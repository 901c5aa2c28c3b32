// A condition such as `latency > 150ms and not status >= 500`: a small tree over the fields of an
// observation, and over what the last ones came to (`p95(latency over 5m) > 300ms`). It is built by the
// condition parser in config/, evaluated here, and echoed as text with the actual values beside it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace hm::model {

// What a condition can look at. body: a dotted path into a JSON body, by index into signal_spec::body_paths.
// cert, client_cert: `expires_in` of the peer's chain and of our own certificate, in seconds.
enum class field : std::uint8_t { latency, status, failed, body, cert, client_cert };

enum class comparator : std::uint8_t { less, less_equal, greater, greater_equal, equal, not_equal };

std::string_view to_string(comparator c);
bool holds(comparator c, double actual, double literal);

// A measured or literal value. Numbers are in base units: seconds, ratios (70% is 0.7), bytes.
using value = std::variant<double, bool, std::string>;

// As people write it: 0.7, true, "text".
std::string to_string(const value& v);
std::string latency_text(double seconds);    // 412ms
std::string time_left_text(double seconds);  // 9d4h, -3h20m: the two largest units

struct observation;
class signal_windows;

// The nodes of the tree in prefix order, children by index: flat, copyable, no ownership puzzles.
struct condition {
    enum class kind : std::uint8_t { compare, windowed, flag, all_of, any_of, negate };

    struct node {
        kind op = kind::compare;
        field what = field::latency;   // compare, flag
        std::uint16_t body_index = 0;  // what == field::body
        comparator cmp = comparator::greater;
        std::uint16_t windowed = 0;  // windowed: what is compared, by index into signal_spec::windowed
        value literal = 0.0;         // compare; windowed, a number
        std::string text;            // this node as written, for the echo: `latency > 150ms`
        std::vector<std::uint16_t> children;
        friend bool operator==(const node&, const node&) = default;
    };

    std::vector<node> nodes;  // nodes[0] is the root; never empty
    std::string text;         // the whole condition as written

    friend bool operator==(const condition&, const condition&) = default;
};

struct condition_result {
    bool holds = false;
    bool field_missing = false;  // a body field that it needs is not in the answer, or has another type
    std::string echo;  // when it holds: the comparisons that made it hold, each with the actual value
};

// Pure. `seen` must carry body values in the order of the signal's body_paths, and be the last run of
// `windows`. What looks over a window of which too little is known does not hold, and neither does its
// negation.
condition_result evaluate(const condition& c, const observation& seen,
                          const signal_windows* windows = nullptr);

// Every comparison of the condition with what it is about beside it, whether it holds or not:
// `latency > 500ms (12ms)`. Without windows: of those it says that one run tells nothing.
std::string with_values(const condition& c, const observation& seen);

// What a window keeps of a run: whether a condition without windows holds, and the number that a node's field
// has. Absent when it cannot be told, and a failed run has no latency: how long nothing came is no
// measurement.
std::optional<bool> holds_in(const condition& c, const observation& run);
std::optional<double> number_in(const condition::node& field, const observation& run);

}  // namespace hm::model
