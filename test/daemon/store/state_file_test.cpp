#include "daemon/store/state_file.hpp"

#include <catch2/catch.hpp>

#include "daemon/store/migrations.hpp"
#include "daemon/store/verdict_text.hpp"
#include "test/daemon/store/records_made.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include <sys/stat.h>

using namespace hm;
using namespace hm::daemon;
using namespace hm::test;
using namespace std::chrono_literals;

namespace {

write_batch one(override_record r) {
    write_batch b;
    b.overrides.push_back(std::move(r));
    return b;
}

std::string failure_of(const std::function<void()>& f) {
    try {
        f();
    } catch (const sqlite_error& e) {
        return e.what();
    }
    return {};
}

}  // namespace

TEST_CASE("what was written is there after a restart", "[daemon][store]") {
    const folder here;
    model::operator_override full = drain_of("1");
    full.flow = "browse";
    full.ticket = "OPS-7";
    full.rate_percent_per_minute = 10;
    full.breaks.guard = true;
    model::operator_override node;
    node.id = "2";
    node.kind = model::override_kind::maintenance;
    node.node = "db@eu";
    node.reason = "index";
    node.author = "bob";
    node.since = at(1s);
    node.until = at(2h);
    const std::vector verdicts{remembered("eu", "", 7), remembered("eu", "browse", 7)};
    {
        state_file f{here.file()};
        CHECK(f.open());
        CHECK_FALSE(f.open());
        f.write({{{full, {}}, {node, {}}, undone(drain_of("3"))}, {}, verdicts}, at(5s));
    }
    state_file f{here.file()};
    const recalled found = f.recall(at(6s));
    CHECK(found.overrides == std::vector{full, node});
    CHECK(found.verdicts == verdicts);
    CHECK(f.recall(at(1h)).overrides == std::vector{node});  // the first is over
    CHECK(f.overrides(10).size() == 3);
    const auto past = f.overrides(10);
    REQUIRE(past.back().what.id == "1");
    CHECK(std::ranges::count_if(past, [](const auto& r) { return r.ended.has_value(); }) == 1);
}

TEST_CASE("the folder of the store is its owner's alone", "[daemon][store]") {
    const folder here;
    state_file{here.file()}.open();
    struct stat s {};
    REQUIRE(stat((here.path / "below").c_str(), &s) == 0);
    CHECK((s.st_mode & 0777) == 0700);
}

TEST_CASE("verdicts are replaced as one", "[daemon][store]") {
    const folder here;
    state_file f{here.file()};
    f.write({{}, {}, std::vector{remembered("eu", "", 1), remembered("us", "", 1), remembered("eu", "x", 1)}},
            at(1s));
    const std::vector second{remembered("eu", "", 2), remembered("us", "", 1)};  // one changed, one gone
    f.write({{}, {}, second}, at(2s));
    auto found = f.recall(at(3s)).verdicts;
    REQUIRE(found.size() == 2);
    CHECK(found[0].flaps == 2);
    CHECK(found[1].flaps == 1);
    CHECK(found[1].at == at(2s));  // as of when they were all so

    state_file again{here.file() + "2"};  // one that does not know what is in the file
    CHECK(again.recall(at(3s)).verdicts.empty());
}

TEST_CASE("a verdict's text brings all of it back", "[daemon][store]") {
    model::remembered_verdict v = remembered("", "", 3);
    v.at = {};
    CHECK(parse_remembered(to_text(v)) == v);
    CHECK(parse_remembered(to_text(model::remembered_verdict{})) == model::remembered_verdict{});
    CHECK(parse_remembered("{}") == model::remembered_verdict{});  // an older version wrote less
    CHECK(parse_remembered(R"({"flaps":2,"later":1})")->flaps == 2);
    for (const char* broken :
         {"", "[]", "{", R"({"flaps":"2"})", R"({"computed":"fine"})", R"({"flaps":1e30})"})
        CHECK_FALSE(parse_remembered(broken));
}

TEST_CASE("the audit trail is read by pages and is bounded", "[daemon][store][limits]") {
    const folder here;
    state_file f{here.file()};
    write_batch batch;
    audit_entry e{0, at(1s), "alice", "drain", "1", "eu", "why", "OPS-7", "in force"};
    for (std::int64_t i = 0; i < max_audit_entries + 5; ++i) batch.audit.push_back(e);
    f.write(batch, at(1s));
    const auto page = f.audit(2);
    REQUIRE(page.size() == 2);
    e.number = max_audit_entries + 5;
    CHECK(page[0] == e);
    CHECK(f.audit(1, page[1].number).at(0).number == max_audit_entries + 3);
    CHECK(f.audit(10, 8).size() == 2);  // 6 and 7: the five oldest are gone
}

TEST_CASE("overrides that are over are bounded, those in force never go", "[daemon][store][limits]") {
    const folder here;
    state_file f{here.file()};
    write_batch batch = one({drain_of("in force"), {}});
    for (std::int64_t i = 0; i < max_past_overrides + 5; ++i)
        batch.overrides.push_back(undone(drain_of(std::to_string(i))));
    f.write(batch, at(1s));
    CHECK(f.overrides(static_cast<std::size_t>(2 * max_past_overrides)).size() ==
          static_cast<std::size_t>(max_past_overrides) + 1);
    CHECK(f.recall(at(1s)).overrides.size() == 1);
}

TEST_CASE("what came to its end while no daemon ran has expired", "[daemon][store]") {
    const folder here;
    state_file f{here.file()};
    f.write(one({drain_of("1"), {}}), at(1s));
    f.write(one({drain_of("2"), {}}), at(2h));
    for (const auto& r : f.overrides(10)) {
        REQUIRE(r.ended);
        CHECK(r.ended->how == override_end::expired);
        CHECK(r.ended->at == r.what.until);
    }
    CHECK(f.recall(at(1s)).overrides.empty());  // also when the clock is set back
}

TEST_CASE("a file that is no database, or a newer one, is left alone", "[daemon][store]") {
    const folder here;
    const auto path = here.file();
    std::filesystem::create_directories(here.path / "below");
    SECTION("no database") {
        std::ofstream{path} << std::string(5000, 'x');
        const std::string told = failure_of([&] { state_file{path}.open(); });
        CHECK(told == path + ": file is not a database; move it away, and a new one is made");
        std::ifstream same{path};
        CHECK(same.get() == 'x');
    }
    SECTION("of a newer version") {
        {
            state_file{path}.open();
            database db{path, 0ms};
            db.execute("pragma user_version = 99");
        }
        CHECK_THAT(failure_of([&] { state_file{path}.open(); }),
                   Catch::Contains("a newer version of the program wrote it (its tables have version 99"));
    }
    SECTION("damaged within") {
        {
            state_file f{path};
            write_batch batch;
            for (int i = 0; i < 500; ++i) batch.overrides.push_back({drain_of(std::to_string(i)), {}});
            f.write(batch, at(1s));
        }
        std::fstream file{path, std::ios::in | std::ios::out | std::ios::binary};
        for (int page = 3; page < 9; ++page) {
            file.seekp(page * 4096);
            file << std::string(2000, '\xff');
        }
        file.close();
        CHECK_THAT(failure_of([&] { state_file{path}.open(); }),
                   Catch::Contains("move it away, and a new one is made"));
    }
}

TEST_CASE("one process alone has the file", "[daemon][store]") {
    const folder here;
    state_file first{here.file()};
    first.open();
    state_file second{here.file()};
    CHECK_THAT(failure_of([&] { second.open(); }), Catch::Contains("another process uses it"));
    first.write(one({drain_of("1"), {}}), at(1s));  // which goes on
}

TEST_CASE("a file that is taken away under our hands is no place to write to", "[daemon][store]") {
    const folder here;
    state_file f{here.file()};
    f.write(one({drain_of("1"), {}}), at(1s));
    for (const char* end : {"", "-wal"}) std::filesystem::remove(here.file() + end);
    CHECK(f.open());  // a new one
    f.write(one({drain_of("2"), {}}), at(1s));
    CHECK(f.recall(at(1s)).overrides.at(0).id == "2");
    CHECK(std::filesystem::exists(here.file()));
}

TEST_CASE("where no folder can be made the reason says so", "[daemon][store]") {
    const folder here;
    std::ofstream{here.path / "below"} << "a file";
    CHECK_THAT(failure_of([&] { state_file{here.file()}.open(); }), Catch::Contains("below"));
    const std::string longer_than_a_name(256, 'x');
    CHECK_THAT(failure_of([&] { state_file{here.path / longer_than_a_name / "state.sqlite"}.open(); }),
               Catch::Contains("File name too long"));
}
