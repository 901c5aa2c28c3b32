// Overrides and verdicts for the tests of what keeps them, and a place to keep them.
#pragma once

#include "daemon/store/records.hpp"

#include <filesystem>
#include <string>

#include <cstdlib>

namespace hm::test {

inline model::wall_time at(std::chrono::milliseconds since) {
    return model::wall_time{std::chrono::hours{480'000} + since};
}

inline model::operator_override drain_of(std::string id, std::string region = "eu") {
    model::operator_override o;
    o.id = std::move(id);
    o.region = std::move(region);
    o.reason = "a drill, by \"us\" – it's meant";
    o.author = "alice";
    o.since = at({});
    o.until = at(std::chrono::hours{1});
    return o;
}

inline daemon::override_record undone(model::operator_override o) {
    return {std::move(o),
            daemon::ending{at(std::chrono::minutes{1}), daemon::override_end::undone, "bob", "enough"}};
}

// With no field as it is by default, so that none is forgotten.
inline model::remembered_verdict remembered(std::string region, std::string flow, int stamp) {
    model::remembered_verdict v;
    v.region = std::move(region);
    v.flow = std::move(flow);
    v.at = at(std::chrono::seconds{stamp});
    v.routing = v.computed = model::verdict::down;
    v.effective = model::verdict::degraded;
    v.source = model::verdict_source::guard;
    v.weight_percent = 35;
    v.value = model::score{1234};
    v.total_failure = true;
    v.since = at(std::chrono::seconds{1});
    v.computed_since = at(std::chrono::seconds{2});
    v.evidence_at = at(std::chrono::seconds{3});
    v.well_weight = 70;
    v.down = true;
    v.went_down = at(std::chrono::seconds{4});
    v.came_back = at(std::chrono::seconds{5});
    v.ramp_began = at(std::chrono::seconds{6});
    v.removed = at(std::chrono::seconds{7});
    v.last_removal = at(std::chrono::seconds{8});
    v.flaps = stamp;
    v.weight_before_drain = 80;
    v.warm = false;
    v.frozen_by = "an \"id\"";
    v.frozen = model::verdict::down;
    v.frozen_weight = 0;
    return v;
}

// A folder of its own, which goes with the test.
struct folder {
    folder() {
        std::string name = (std::filesystem::temp_directory_path() / "hm-store-XXXXXX").string();
        path = mkdtemp(name.data());
    }
    ~folder() { std::filesystem::remove_all(path); }
    folder(const folder&) = delete;
    folder& operator=(const folder&) = delete;
    std::string file() const { return path / "below" / "state.sqlite"; }
    std::filesystem::path path;
};

}  // namespace hm::test
