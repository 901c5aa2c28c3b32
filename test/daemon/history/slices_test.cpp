#include "daemon/history/slices.hpp"

#include <catch2/catch.hpp>

#include "test/daemon/history/past_made.hpp"
#include "test/daemon/store/fragile_disk.hpp"

#include <map>
#include <random>

using namespace hm;
using namespace hm::daemon;
using namespace hm::test;
using namespace std::chrono_literals;
using model::slo::slice;

namespace {

const auto midnight = std::chrono::floor<std::chrono::days>(std::chrono::floor<std::chrono::seconds>(at(0s)));

slice nth(int n, std::string key = "browse") {
    slice s;
    s.key = std::move(key);
    s.begin = midnight + n * 10s;
    s.targets.judged = 1;
    return s;
}

std::vector<slice> all_slices(history_file& f) {
    return f.read([](database& db) {
        std::vector<slice> all;
        slice_place after;
        for (auto part = slices_after(db, after); !part.empty(); part = slices_after(db, after))
            all.insert(all.end(), part.begin(), part.end());
        return all;
    });
}

history_batch batch_of_slices(std::vector<slice> all) {
    history_batch b;
    b.slices = std::move(all);
    return b;
}

// What budgets are summed from.
struct sums {
    std::chrono::seconds length{0};
    model::duration unhealthy{0}, degraded{0}, unknown{0}, maintenance{0};
    std::int64_t good = 0, total = 0, judged = 0, missed = 0, impaired = 0;

    void add(const slice& s) {
        length += s.length;
        unhealthy += s.unhealthy;
        degraded += s.degraded;
        unknown += s.unknown;
        maintenance += s.maintenance;
        good += s.events.good;
        total += s.events.total;
        judged += s.targets.judged;
        missed += s.targets.missed;
        impaired += s.targets.impaired;
    }
    friend bool operator==(const sums&, const sums&) = default;
};

}  // namespace

TEST_CASE("a slice with something in it comes back as it went in", "[daemon][history][slo]") {
    const folder here;
    slice s = nth(3);
    s.unhealthy = 2500ms;
    s.degraded = 1s;
    s.unknown = 3ns;
    s.maintenance = 4s;
    s.events = {7, 9};
    s.targets = {1, 1, 1};
    {
        history_file f{here.file()};
        f.write(batch_of_slices({nth(2), s, nth(3, "other")}));
    }
    history_file f{here.file()};
    const auto found = all_slices(f);
    REQUIRE(found.size() == 3);
    CHECK(found[0] == nth(2));
    CHECK(found[1] == s);
    CHECK(found[2] == nth(3, "other"));
}

TEST_CASE("a day of health is few rows and no sum is another one", "[daemon][history][slo]") {
    std::mt19937 chance{9};
    fragile_disk disk;  // 8,640 times a real one would be waited for
    const auto opened = [&] { return std::make_unique<history_file>("history.sqlite", disk.vfs()); };
    auto f = opened();
    std::map<std::string, sums> went_in, came_out;
    for (int n = 0; n < 8640; ++n) {
        std::vector<slice> closed;
        for (const char* key : {"browse", "browse@eu"}) {
            slice s = nth(n, key);
            if (n > 5000 && n < 5300) s.unknown = 10s;
            if (chance() % 500 == 0) s.unhealthy = std::chrono::milliseconds{chance() % 10'000};
            went_in[key].add(s);
            closed.push_back(std::move(s));
        }
        f->write(batch_of_slices(std::move(closed)));
        if (chance() % 1000 == 0) {  // a restart
            f.reset();
            f = opened();
        }
    }
    const auto found = all_slices(*f);
    CHECK(found.size() < 600);
    std::map<std::string, std::chrono::sys_seconds> ends;
    for (const slice& s : found) {
        came_out[s.key].add(s);
        if (ends.contains(s.key)) CHECK(s.begin == ends[s.key]);
        ends[s.key] = s.end();
        CHECK(s.length <= longest_plain_run);
    }
    CHECK(came_out == went_in);
}

TEST_CASE("slices outlive what is kept of the rest and go when no window needs them",
          "[daemon][history][slo]") {
    const folder here;
    history_file f{here.file()};
    std::vector<slice> all;
    for (int day = 0; day < 100; ++day) all.push_back(nth(day * 8640));
    f.write(batch_of_slices(all));
    const auto now = model::wall_time{midnight + 24h * 100};
    while (f.tidy(now, {1h, std::int64_t{1} << 30})) {
    }
    const auto left = all_slices(f);
    CHECK(left.size() == 92);
    CHECK(left.front().begin == midnight + 24h * 8);
}
