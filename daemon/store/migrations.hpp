// The tables of the state file, by version: `pragma user_version` says which one a file has.
#pragma once

#include "daemon/store/sqlite.hpp"

namespace hm::daemon {

int newest_version();

// Brings a file to the newest version, one step at a time, each in a transaction of its own. Throws when a
// newer program wrote it: it is left alone then.
void migrate(database& db);

}  // namespace hm::daemon
