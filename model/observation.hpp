// The outcome of one run of one signal, as a probe leaves it: data, never an exception.
// On the way of the data it goes from probes/ to the tracker (judge, debounce); a few of the last are kept
// for people.
#pragma once

#include "model/condition.hpp"
#include "model/reason.hpp"
#include "model/state.hpp"
#include "model/time.hpp"
#include "model/tls.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hm::model {

// Where the time of a run went. A phase that did not happen (a literal address, a failed connect) is absent.
struct phases {
    std::optional<duration> resolve;
    std::optional<duration> connect;
    std::optional<duration> tls;
    std::optional<duration> first_byte;  // from the request sent to the first byte of the answer
    std::optional<duration> transfer;    // from the first byte to the last
};

// A body field that a condition asks for; absent when the answer has no such field or it is no scalar.
using body_value = std::optional<value>;

// How one address of several fared (target::addresses).
struct address_result {
    std::string address;  // "10.0.0.7:443"
    reason why = reason::pending;
    std::string detail;
    duration latency{};
};

struct observation {
    wall_time at{};                // when the run started
    duration latency{};            // the whole run, from resolve to the last byte
    reason why = reason::pending;  // ok until a condition says otherwise
    int status = 0;                // the protocol's own status (HTTP 200); 0 when there was none
    phases phase;
    std::vector<body_value> body;           // in the order of signal_spec::body_paths
    std::string detail;                     // the peer's own words or the system's, bounded and printable
    std::string peer;                       // the address it talked to, or tried last; of failed runs
    std::shared_ptr<const tls_facts> tls;   // what the handshake told; null when there was none
    std::vector<address_result> addresses;  // one each, when all of a name's are probed
    state judged = state::unknown;          // filled by judge()
    bool is_judged = false;                 // whoever sent it has judged it: judge() leaves it alone

    bool failed() const { return why != reason::ok && why != reason::condition; }
};

// The most bytes of `detail`; longer ones are cut.
inline constexpr std::size_t max_detail = 200;

// Printable ASCII, at most max_detail bytes; everything else becomes '?'. For anything a peer said.
std::string printable(std::string_view text);

}  // namespace hm::model
