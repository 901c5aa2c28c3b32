#include "daemon/exports/gdnsd_lines.hpp"
#include "test/daemon/outputs/picture.hpp"

#include <catch2/catch.hpp>

using namespace hm;
using namespace hm::test;
using namespace std::chrono_literals;
using model::verdict;
using model::verdict_source;

namespace {

config::gdnsd_extfile wanted() {
    return {"/x",
            {{"192.0.2.1", {"eu"}}, {"us.example.com.", {"us", "browse"}}, {"2001:db8::1", {"mars"}}},
            3s,
            60s};
}

// eu is this, us is up.
model::verdict_table table_of(const picture& p, model::region_verdict eu) {
    model::verdict_table t;
    t.model = p.graph;
    t.regions = {eu, {}};
    t.flows.push_back({model::entity_id{0}, {eu, {}}, {true, true}});
    t.ready = true;
    return t;
}

model::region_verdict down_until(model::steady_time stays) {
    model::region_verdict v;
    v.effective = v.computed = verdict::down;
    v.source = verdict_source::computed;
    v.stays_until = stays;
    return v;
}

}  // namespace

TEST_CASE("gdnsd's file has every entry, those without a verdict too", "[exports][gdnsd]") {
    const picture p;
    daemon::gdnsd_lines lines{wanted()};
    CHECK(lines.text(table_of(p, {}), p.now.steady) ==
          "192.0.2.1 => UP/3\nus.example.com. => UP/3\n2001:db8::1 => UP/3\n");
    CHECK(lines.text(table_of(p, down_until(model::steady_time::min())), p.now.steady) ==
          "192.0.2.1 => DOWN/3\nus.example.com. => UP/3\n2001:db8::1 => UP/3\n");
}

TEST_CASE("nothing is said to gdnsd before the first round is complete", "[exports][gdnsd]") {
    const picture p;
    daemon::gdnsd_lines lines{wanted()};
    auto t = table_of(p, {});
    t.ready = false;
    CHECK(lines.text(t, p.now.steady) == std::nullopt);
}

TEST_CASE("DNS may remember that an address is out for as long as it surely stays out", "[exports][gdnsd]") {
    struct row {
        model::duration left;
        int ttl;
    };
    const picture p;
    daemon::gdnsd_lines lines{wanted()};
    for (const row& r : {row{-1s, 3},
                         {0s, 3},
                         {1ms, 3},
                         {2s, 3},
                         {4999ms, 3},
                         {5s, 5},
                         {9999ms, 5},
                         {59s, 55},
                         {60s, 60},
                         {15min, 60}}) {
        CAPTURE(r.ttl);
        const auto text = lines.text(table_of(p, down_until(p.now.steady + r.left)), p.now.steady);
        REQUIRE(text);
        CHECK(text->substr(0, text->find('\n')) == "192.0.2.1 => DOWN/" + std::to_string(r.ttl));
    }
}

TEST_CASE("an entry whose name a reload took away stays as it was", "[exports][gdnsd]") {
    const picture p;
    daemon::gdnsd_lines lines{wanted()};
    auto t = table_of(p, {});
    t.retired.push_back({"mars", {}, down_until(model::steady_time::min())});
    CHECK(lines.text(t, p.now.steady)->find("2001:db8::1 => DOWN/3\n") != std::string::npos);
    t.retired.clear();
    CHECK(lines.text(t, p.now.steady)->find("2001:db8::1 => DOWN/3\n") != std::string::npos);
}
