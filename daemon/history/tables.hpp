// The tables of the history file.
#pragma once

#include "daemon/store/migrations.hpp"

namespace hm::daemon {

table_steps history_tables();

}  // namespace hm::daemon
