// The store on a disk that dies, or fails, at each of its operations in turn: what was confirmed is there
// afterwards, what was undone is not, and the verdicts are those of one instant.
#include "daemon/store/state_file.hpp"

#include <catch2/catch.hpp>

#include "test/daemon/store/fragile_disk.hpp"
#include "test/daemon/store/records_made.hpp"

#include <algorithm>
#include <map>

using namespace hm;
using namespace hm::daemon;
using namespace hm::test;
using namespace std::chrono_literals;

namespace {

// What was asked of the store, and what it has confirmed.
struct expectation {
    struct one {
        bool placed = false, undo_asked = false, undone = false;
    };
    std::map<std::string, one> overrides;
    std::vector<int> verdicts_asked;  // by stamp
    int verdicts_kept = 0;
};

struct step {
    enum class what { place, undo, verdicts } does = what::place;
    std::string id;
    int stamp = 0;
};

// Enough for the log to be begun anew, and for all kinds of writes after each other.
std::vector<step> story() {
    std::vector<step> s;
    for (int i = 1; i <= 12; ++i) {
        const std::string id = std::to_string(i);
        s.push_back({step::what::place, id});
        if (i % 3 == 0) s.push_back({step::what::undo, std::to_string(i - 1)});
        if (i % 4 == 0) s.push_back({step::what::verdicts, {}, i});
    }
    return s;
}

write_batch batch_of(const step& s) {
    write_batch b;
    if (s.does == step::what::verdicts) {
        b.verdicts = {remembered("eu", "", s.stamp), remembered("eu", "browse", s.stamp),
                      remembered("us", "", s.stamp)};
        return b;
    }
    b.overrides.push_back(s.does == step::what::place ? override_record{drain_of(s.id), {}}
                                                      : undone(drain_of(s.id)));
    b.audit.push_back({0, at(1s), "alice", "drain", s.id, "eu", std::string(300, 'r'), "", "in force"});
    return b;
}

void ask(const step& s, expectation& e) {
    if (s.does == step::what::place) e.overrides[s.id];
    if (s.does == step::what::undo) e.overrides[s.id].undo_asked = true;
    if (s.does == step::what::verdicts) e.verdicts_asked.push_back(s.stamp);
}

void confirm(const step& s, expectation& e) {
    if (s.does == step::what::place) e.overrides[s.id].placed = true;
    if (s.does == step::what::undo) e.overrides[s.id].undone = true;
    if (s.does == step::what::verdicts) e.verdicts_kept = s.stamp;
}

// Goes on until the disk is dead; what fails otherwise is tried again, as state_keeper does.
void live(state_file& file, const fragile_disk& disk, expectation& e) {
    for (const step& s : story()) {
        ask(s, e);
        for (int tries = 0;; ++tries) {
            try {
                file.write(batch_of(s), at(1s));
                confirm(s, e);
                break;
            } catch (const sqlite_error&) {
                if (disk.is_dead()) return;
                REQUIRE(tries < 5);
            }
        }
    }
}

void check(const recalled& found, const expectation& e) {
    for (const auto& [id, o] : e.overrides) {
        INFO("override " << id);
        const bool in_force =
            std::ranges::any_of(found.overrides, [&](const auto& f) { return f == drain_of(id); });
        CHECK((in_force || !o.placed || o.undo_asked));
        CHECK_FALSE((in_force && o.undone));
    }
    for (const auto& f : found.overrides) CHECK(e.overrides.contains(f.id));

    if (found.verdicts.empty()) {
        CHECK(e.verdicts_kept == 0);
        return;
    }
    CHECK(found.verdicts.size() == 3);
    const int stamp = found.verdicts.front().flaps;
    CHECK(stamp >= e.verdicts_kept);
    CHECK(std::ranges::find(e.verdicts_asked, stamp) != e.verdicts_asked.end());
    for (const auto& v : found.verdicts) CHECK(v.flaps == stamp);
}

std::size_t operations_of_a_life() {
    fragile_disk disk;
    expectation e;
    state_file file{"state.sqlite", disk.vfs()};
    live(file, disk, e);
    check(file.recall(at(1s)), e);
    return disk.operations();
}

}  // namespace

TEST_CASE("whenever the process dies what was confirmed is there and what was undone is not",
          "[daemon][store][crash]") {
    const std::size_t all = operations_of_a_life();
    REQUIRE(all > 50);
    std::mt19937 chance{20261128};
    using loss = fragile_disk::loss;
    for (std::size_t n = 1; n <= all; ++n) {
        for (const auto when : {fragile_disk::when::before, fragile_disk::when::after}) {
            for (const loss l : {loss::kept, loss::lost, loss::some, loss::some, loss::some}) {
                INFO("died " << (when == fragile_disk::when::before ? "before" : "after") << " operation "
                             << n << ", loss " << static_cast<int>(l));
                fragile_disk disk;
                disk.die_at(n, when);
                expectation e;
                {
                    state_file file{"state.sqlite", disk.vfs()};
                    live(file, disk, e);
                }
                REQUIRE((disk.is_dead() || n == all));
                disk.restart(l, chance);
                state_file next{"state.sqlite", disk.vfs()};
                check(next.recall(at(1s)), e);
                next.write({{{drain_of("after"), {}}}, {}, {}}, at(1s));  // and it goes on
                CHECK(next.recall(at(1s)).overrides.back().id == "after");
            }
        }
    }
}

TEST_CASE("whenever a write or sync fails once it is done again and nothing is lost",
          "[daemon][store][crash]") {
    const std::size_t all = operations_of_a_life();
    std::mt19937 chance{20261128};
    for (std::size_t n = 1; n <= all; ++n) {
        for (const int code : {SQLITE_FULL, SQLITE_IOERR_WRITE, SQLITE_IOERR_FSYNC}) {
            INFO("operation " << n << " failed with " << code);
            fragile_disk disk;
            disk.fail_at(n, code);
            expectation e;
            {
                state_file file{"state.sqlite", disk.vfs()};
                live(file, disk, e);
            }
            disk.restart(fragile_disk::loss::lost, chance);
            check(state_file{"state.sqlite", disk.vfs()}.recall(at(1s)), e);
        }
    }
}

TEST_CASE("a disk that takes nothing is told, and what it held stays", "[daemon][store][crash]") {
    fragile_disk disk;
    state_file file{"state.sqlite", disk.vfs()};
    file.write(batch_of({step::what::place, "1"}), at(1s));
    for (const int code : {SQLITE_FULL, SQLITE_READONLY}) {
        disk.refuse_writes(code);
        CHECK_THROWS_AS(file.write(batch_of({step::what::place, "2"}), at(1s)), sqlite_error);
    }
    disk.refuse_writes(SQLITE_OK);
    CHECK(file.recall(at(1s)).overrides.size() == 1);
}
