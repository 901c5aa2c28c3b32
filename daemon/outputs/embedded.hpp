// The bytes of openapi.json; defined in a source that daemon/embed.cmake writes at build time.
#pragma once

#include <string_view>

namespace hm::daemon::embedded {

std::string_view openapi_json();

}  // namespace hm::daemon::embedded
