// Who reads along with a run: what was asked and answered on the way, for `healthmodeld probe`. Runs of a
// shard have none.
#pragma once

#include <cstdint>
#include <string_view>

namespace hm::probes {

class dialogue {
public:
    enum class step : std::uint8_t {
        resolved,   // to which addresses
        connected,  // to which of them, or not and why
        secured,    // by TLS: version, cipher, the certificate's name
        sent,       // bytes, as they are before TLS
        received,   // likewise
        closed,     // by the peer
        remark,     // of the probe itself: a redirect is followed, a connection is used again
    };

    virtual ~dialogue() = default;
    // Whatever a peer said may be in it, and secrets of ours: who shows it must clean it.
    virtual void note(step what, std::string_view text) = 0;
    // Who reads along with the run at one of several addresses ("10.0.0.7:443"), which go on side by side.
    // Lives as long as this.
    virtual dialogue& at(std::string_view address) = 0;
};

}  // namespace hm::probes
