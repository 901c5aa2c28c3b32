// The JSON Schemas of the two languages, as they stand beside this file; defined in a source that
// daemon/embed.cmake writes at build time.
#pragma once

#include <string_view>

namespace hm::config::embedded {

std::string_view model_schema_json();
std::string_view settings_schema_json();

}  // namespace hm::config::embedded
