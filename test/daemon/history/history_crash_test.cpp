// The history on a disk that dies, or fails, at each of its operations in turn: the batches that were
// confirmed are there afterwards, whole and in their order; of the one under way all or nothing.
#include "daemon/history/history_file.hpp"

#include <catch2/catch.hpp>

#include "test/daemon/history/past_made.hpp"
#include "test/daemon/store/fragile_disk.hpp"

#include <set>

using namespace hm;
using namespace hm::daemon;
using namespace hm::test;
using namespace std::chrono_literals;
using model::state;

namespace {

constexpr int batches = 10, rows = 6;

// Batch n has rows n × rows and so on, told by their times; each has a verdict and a latency, too.
history_batch batch_number(int n) {
    std::vector<transition> all;
    for (int i = 0; i < rows; ++i) {
        const auto when = std::chrono::seconds{n * rows + i};
        all.push_back(went("node-" + std::to_string((n + i) % 5), when, state::healthy, state::unhealthy));
    }
    history_batch b = batch_of(std::move(all), std::chrono::seconds{n * rows + rows});
    b.verdicts = {told("eu", "", std::chrono::seconds{n * rows}, model::verdict::down)};
    b.latencies = {took("s", std::chrono::minutes{n}, 3ms)};
    return b;
}

// Cuts the first 20 seconds.
void try_to_tidy(history_file& f) {
    try {
        f.tidy(at(20min), {19min + 40s, std::int64_t{1} << 30});
    } catch (const sqlite_error&) {
        return;  // the next time
    }
}

// Goes on until the disk is dead; what fails otherwise is tried again, as history_keeper does. Returns how
// many batches were confirmed.
int live(history_file& f, const fragile_disk& disk) {
    for (int n = 0; n < batches; ++n) {
        for (int tries = 0;; ++tries) {
            try {
                f.write(batch_number(n));
                break;
            } catch (const sqlite_error&) {
                if (disk.is_dead()) return n;
                REQUIRE(tries < 5);
            }
        }
        if (n == batches / 2) try_to_tidy(f);
    }
    return batches;
}

void check(history_file& f, int confirmed) {
    std::multiset<int> found;
    for (const transition& t : all_transitions(f))
        found.insert(
            static_cast<int>(std::chrono::duration_cast<std::chrono::seconds>(t.at - at(0s)).count()));
    int whole = 0;
    for (int n = 0; n < batches; ++n) {
        std::set<std::size_t> counts;
        for (int i = 0; i < rows; ++i) {
            if (n * rows + i >= 20) counts.insert(found.count(n * rows + i));
        }
        if (counts.empty()) continue;
        INFO("batch " << n);
        CHECK(counts.size() == 1);
        if (n < confirmed) CHECK(*counts.begin() >= 1);
        if (n > confirmed) CHECK(*counts.begin() == 0);
        CHECK(*counts.begin() <= 1);
        whole += *counts.begin() > 0;
    }
    CHECK(whole >= confirmed - 4);
    CHECK(f.read([](database& db) { return db.text("pragma integrity_check"); }) == "ok");
}

std::size_t operations_of_a_life() {
    fragile_disk disk;
    history_file f{"history.sqlite", disk.vfs()};
    CHECK(live(f, disk) == batches);
    check(f, batches);
    return disk.operations();
}

}  // namespace

TEST_CASE("whenever the process dies the history that was confirmed is there and whole",
          "[daemon][history][crash]") {
    const std::size_t all = operations_of_a_life();
    REQUIRE(all > 50);
    std::mt19937 chance{20261128};
    using loss = fragile_disk::loss;
    for (std::size_t n = 1; n <= all; ++n)
        for (const auto when : {fragile_disk::when::before, fragile_disk::when::after})
            for (const loss l : {loss::kept, loss::lost, loss::some}) {
                INFO("died at operation " << n << ", loss " << static_cast<int>(l));
                fragile_disk disk;
                disk.die_at(n, when);
                int confirmed = 0;
                {
                    history_file f{"history.sqlite", disk.vfs()};
                    confirmed = live(f, disk);
                }
                REQUIRE((disk.is_dead() || n == all));
                disk.restart(l, chance);
                history_file next{"history.sqlite", disk.vfs()};
                check(next, confirmed);
                next.write(batch_of({went("after", 1h, state::healthy, state::unhealthy)}, 1h));
                CHECK(all_transitions(next).front().what.name == "after");
            }
}

TEST_CASE("whenever a write or sync fails once the history is written again", "[daemon][history][crash]") {
    const std::size_t all = operations_of_a_life();
    std::mt19937 chance{1};
    for (std::size_t n = 1; n <= all; ++n)
        for (const int code : {SQLITE_FULL, SQLITE_IOERR_WRITE, SQLITE_IOERR_FSYNC}) {
            INFO("operation " << n << " failed with " << code);
            fragile_disk disk;
            disk.fail_at(n, code);
            {
                history_file f{"history.sqlite", disk.vfs()};
                CHECK(live(f, disk) == batches);
            }
            disk.restart(fragile_disk::loss::lost, chance);
            history_file next{"history.sqlite", disk.vfs()};
            check(next, batches);
        }
}
