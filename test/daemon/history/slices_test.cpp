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
    for (int day = 0; day < 400; ++day) all.push_back(nth(day * 8640));
    f.write(batch_of_slices(all));
    const auto now = model::wall_time{midnight + 24h * 400};
    while (f.tidy(now, {1h, std::int64_t{1} << 30})) {
    }
    const auto left = all_slices(f);
    CHECK(left.size() == 366);
    CHECK(left.front().begin == midnight + 24h * 34);
}

TEST_CASE("after some days an hour of slices is one and no sum is another one", "[daemon][history][slo]") {
    fragile_disk disk;
    history_file f{"history.sqlite", disk.vfs()};
    std::map<std::string, sums> went_in, came_out;
    std::vector<slice> all;
    for (int n = 0; n < 5 * 8640; n += 3) {
        for (const char* key : {"browse", "shop"}) {
            slice s = nth(n, key);
            s.events = {n, n + 1};
            went_in[key].add(s);
            all.push_back(std::move(s));
        }
    }
    f.write(batch_of_slices(std::move(all)));
    const auto now = model::wall_time{midnight + 24h * 5};
    while (f.tidy(now, {24h * 30, std::int64_t{1} << 30})) {
    }
    std::size_t long_ones = 0;
    for (const slice& s : all_slices(f)) {
        came_out[s.key].add(s);
        const bool is_old = s.begin < midnight + 24h;
        CHECK((s.length > 10s) == is_old);
        long_ones += s.length > 10s;
    }
    CHECK(long_ones == 2 * 24);
    for (const char* key : {"browse", "shop"}) {
        // Between those that were there nothing is known.
        came_out[key].unknown -= came_out[key].length - went_in[key].length;
        came_out[key].length = went_in[key].length;
        CHECK(came_out[key] == went_in[key]);
    }
    while (f.tidy(now, {24h * 30, std::int64_t{1} << 30})) {  // nothing is left to do
    }
    CHECK(all_slices(f).size() == 2 * (24 + 4 * 2880));
}

TEST_CASE("slices that take all the room there is cost the rest of the past nothing",
          "[daemon][history][slo]") {
    fragile_disk disk;
    history_file f{"history.sqlite", disk.vfs()};
    std::vector<slice> all;
    for (int n = 0; n < 20'000; ++n) {
        slice s = nth(n);
        s.events = {1, 1};
        all.push_back(std::move(s));
    }
    history_batch b = batch_of_slices(std::move(all));
    b.transitions.push_back(went("browse", 0s, model::state::unknown, model::state::healthy));
    f.write(b);
    const auto rows = [&] {
        return f.read([](database& db) { return db.number("select count(*) from transition"); });
    };
    REQUIRE(rows() == 1);
    REQUIRE(f.bytes() > 300'000);
    for (int i = 0; i < 100 && f.tidy(at(1h), {24h * 30, 300'000}); ++i) {
    }
    CHECK(rows() == 1);
}
