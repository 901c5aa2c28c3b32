#include "daemon/cli/schema.hpp"

#include "config/schema/embedded.hpp"
#include "daemon/cli/commands.hpp"

#include <fmt/format.h>

namespace hm::daemon::cli {

int schema(const schema_options& options) {
    fmt::print("{}", options.settings ? config::embedded::settings_schema_json()
                                      : config::embedded::model_schema_json());
    return exit_ok;
}

}  // namespace hm::daemon::cli
