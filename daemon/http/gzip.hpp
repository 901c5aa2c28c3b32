// gzip (RFC 1952) by zlib at its fastest level: what it saves beyond that is not worth the time of the thread
// that answers.
#pragma once

#include <string>
#include <string_view>

namespace hm::daemon::http {

std::string gzipped(std::string_view text);

// What Accept-Encoding says: gzip is among its items, and not with a weight of 0. (RFC 9110, 12.5.3)
bool takes_gzip(std::string_view accept_encoding);

}  // namespace hm::daemon::http
