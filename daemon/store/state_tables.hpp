// The tables of the state file.
#pragma once

#include "daemon/store/migrations.hpp"

namespace hm::daemon {

table_steps state_tables();

}  // namespace hm::daemon
