// What outlives a restart, as plain values: overrides with how they ended, the audit trail, the last
// verdicts.
#pragma once

#include "model/override.hpp"
#include "model/remembered_verdict.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hm::daemon {

// How an override came to its end.
enum class override_end : std::uint8_t { expired, undone, replaced };

std::string_view to_string(override_end e);
std::optional<override_end> parse_override_end(std::string_view text);

struct ending {
    model::wall_time at{};
    override_end how = override_end::expired;
    std::string by;      // who undid or replaced it; empty: nobody
    std::string reason;  // may be empty

    friend bool operator==(const ending&, const ending&) = default;
};

struct override_record {
    model::operator_override what;
    std::optional<ending> ended;

    friend bool operator==(const override_record&, const override_record&) = default;
};

// One line of the audit trail: who wanted what, and what came of it.
struct audit_entry {
    std::int64_t number = 0;  // given by the store
    model::wall_time at{};
    std::string who;        // the token's name; empty: nobody, the time came
    std::string what;       // drain, …, undo, expire
    std::string overrides;  // the override's id
    std::string about;      // region, region/flow or node
    std::string reason, ticket;
    std::string outcome;  // in words

    friend bool operator==(const audit_entry&, const audit_entry&) = default;
};

// What is kept; older ones are forgotten.
inline constexpr std::int64_t max_audit_entries = 100'000;
inline constexpr std::int64_t max_past_overrides = 10'000;

// "westeurope", "westeurope/browse", "cosmos-db@westeurope".
std::string subject_of(const model::operator_override& o);

// What is to be on the disk after one commit.
struct write_batch {
    std::vector<override_record> overrides;
    std::vector<audit_entry> audit;
    std::optional<std::vector<model::remembered_verdict>> verdicts;  // all of them

    bool empty() const { return overrides.empty() && audit.empty() && !verdicts; }
};

// What a daemon that starts is told by the one before it.
struct recalled {
    std::vector<model::operator_override> overrides;  // in force
    std::vector<model::remembered_verdict> verdicts;
};

}  // namespace hm::daemon
