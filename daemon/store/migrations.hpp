// The tables of a file, by version: `pragma user_version` says which one a file has.
#pragma once

#include "daemon/store/sqlite.hpp"

#include <span>

namespace hm::daemon {

// Step n makes version n + 1 of version n. Never changed once released: a change is a further step.
using table_steps = std::span<const char* const>;

// Brings a file to the newest version, one step at a time, each in a transaction of its own. Throws when a
// newer program wrote it: it is left alone then.
void migrate(database& db, table_steps steps);

}  // namespace hm::daemon
