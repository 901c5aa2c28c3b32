#include "daemon/store/migrations.hpp"

#include <fmt/format.h>

namespace hm::daemon {

void migrate(database& db, table_steps steps) {
    const auto has = static_cast<std::size_t>(db.number("pragma user_version"));
    if (has > steps.size())
        throw sqlite_error{
            fmt::format("a newer version of the program wrote it (its tables have version {}, ours {})", has,
                        steps.size())};
    for (std::size_t version = has; version < steps.size(); ++version)
        db.transaction([&] {
            db.execute(steps[version]);
            db.execute(fmt::format("pragma user_version = {}", version + 1).c_str());
        });
}

}  // namespace hm::daemon
