// Names and states as the numbers that the file knows them by. A name that is new is given one; those that
// were asked for are remembered, for as long as the file stays open.
#pragma once

#include "daemon/history/records.hpp"
#include "daemon/store/sqlite.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace hm::daemon {

class interned {
public:
    void forget();  // the file is another one, or names were taken out of it

    // Within a transaction. `today`: a name that nobody used for long may go.
    std::int64_t of(database& db, const past_subject& what, std::int64_t today);
    // Of one that is only mentioned: what is known of it stays.
    std::int64_t mentioned(database& db, const std::string& name, const char* kind, std::int64_t today);
    std::int64_t of(database& db, const past_state& s);
    std::optional<std::int64_t> of(database& db, const std::optional<past_state>& s);

private:
    struct known {
        std::int64_t id = 0, seen = 0;
    };
    std::unordered_map<std::string, known> names_;
    std::map<std::pair<std::string, model::state>, std::int64_t> states_;
};

// For reading: absent when the file does not know it.
std::optional<std::int64_t> id_of_name(database& db, std::string_view name);
past_subject subject_with(database& db, std::int64_t id);
std::map<std::int64_t, past_state> all_states(database& db);

// Days since 1970.
std::int64_t day_of(model::wall_time t);

}  // namespace hm::daemon
