// From the system's error codes to the closed list of reasons. What matters is who is to blame: only what is
// provably local (no descriptors, no buffers, no route of our own) is the prober's trouble; all else is what
// a lost target looks like.
#pragma once

#include "model/reason.hpp"

#include <boost/system/error_code.hpp>

#include <string>

namespace hm::probes {

enum class stage : std::uint8_t {
    calling,     // socket() or connect() itself failed: nothing has left this machine
    connecting,  // the connection attempt came back with an error
    talking,     // on a connection that stood
};

model::reason reason_of(stage when, const boost::system::error_code& error);

// The system's words, in lower case: "connection refused".
std::string words_of(const boost::system::error_code& error);

}  // namespace hm::probes
