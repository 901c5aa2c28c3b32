// Any bytes as what a peer says in a dialogue: no crash, bounded memory and words, and the same end however
// they are cut.
#include "probes/wire/tcp_dialogue.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>

using namespace hm;
using namespace hm::probes::wire;
using kind = model::tcp_step::kind;

namespace {

void require(bool holds) {
    if (!holds) std::abort();
}

// Patterns whose match does not depend on what comes behind them, beside some that wait for the end of a
// line.
const tcp_script& script_number(std::size_t i) {
    static const tcp_script all[] = {
        tcp_script{
            {{kind::expect, "^220 "}, {kind::send, "EHLO"}, {kind::expect, "^250 "}, {kind::expect, "OK$"}}},
        tcp_script{{{kind::expect, "a"}, {kind::starttls, {}}, {kind::send, "x"}, {kind::expect, "b"}}},
        tcp_script{{{kind::expect, "[^a-z]$"}, {kind::expect, "(?i)^ok\\b"}, {kind::expect, ".."}}},
        tcp_script{{{kind::expect, ""}, {kind::expect, "^x\\ny"}, {kind::expect, "z"}}},
    };
    return all[i % std::size(all)];
}

struct end {
    tcp_dialogue::demand last;
    std::string said;
    bool operator==(const end&) const = default;
};

end run(const tcp_script& script, std::string_view bytes, std::size_t piece) {
    tcp_dialogue d{script};
    end so_far{tcp_dialogue::demand::listen, {}};
    const auto go_on = [&] {
        for (;;) {
            so_far.last = d.next();
            if (so_far.last == tcp_dialogue::demand::send) so_far.said += d.to_send() + "\n";
            if (so_far.last == tcp_dialogue::demand::start_tls) so_far.said += "TLS\n";
            const bool acts =
                so_far.last == tcp_dialogue::demand::send || so_far.last == tcp_dialogue::demand::start_tls;
            if (!acts) return;
        }
    };
    go_on();
    for (; !bytes.empty() && so_far.last == tcp_dialogue::demand::listen;
         bytes.remove_prefix(std::min(piece, bytes.size()))) {
        d.heard(bytes.substr(0, piece));
        go_on();
        require(d.waiting().size() < 200);
    }
    d.ended();
    if (so_far.last == tcp_dialogue::demand::listen) go_on();
    require((so_far.last == tcp_dialogue::demand::failed) == !d.words().empty());
    return so_far;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const tcp_script& script = script_number(data[0]);
    const std::size_t piece = data[1] + 1u;
    const std::string_view bytes{reinterpret_cast<const char*>(data) + 2,
                                 std::min(size - 2, max_unexpected_bytes / 2)};
    const end whole = run(script, bytes, bytes.size() + 1), cut = run(script, bytes, piece);
    // What comes behind the line that agrees to TLS is a mistake, unless it comes late enough to be TLS's.
    require(whole == cut || script.has_starttls());
    return 0;
}
