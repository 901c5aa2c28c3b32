#include "daemon/outputs/agent_answer.hpp"
#include "test/daemon/outputs/picture.hpp"

#include <catch2/catch.hpp>

using namespace hm;
using namespace hm::test;
using model::region_verdict;
using model::verdict;
using model::verdict_source;

namespace {

region_verdict told(verdict v, verdict_source source, int weight, bool total = false) {
    region_verdict r;
    r.effective = v;
    r.computed = source == verdict_source::guard || source == verdict_source::panic ? verdict::down : v;
    r.source = source;
    r.weight_percent = weight;
    r.total_failure = total;
    return r;
}

region_verdict works_but_is_drained() {
    region_verdict r = told(verdict::down, verdict_source::drain, 0);
    r.computed = verdict::up;
    return r;
}

// The region eu and its flow browse, and a region that was taken away.
model::verdict_table table_of(const picture& p, const region_verdict& eu, const region_verdict& browse) {
    model::verdict_table t;
    t.model = p.graph;
    t.regions = {eu, {}};
    t.flows.push_back({model::entity_id{0}, {browse, {}}, {true, true}});
    t.retired.push_back({"asia", {}, told(verdict::down, verdict_source::computed, 0, true)});
    t.retired.push_back({"asia", "browse", eu});
    return t;
}

}  // namespace

TEST_CASE("an agent's line is the whole state and never what it cannot take back", "[outputs][agent]") {
    using enum verdict;
    using enum verdict_source;
    struct row {
        region_verdict told;
        std::string line;
    };
    const std::vector<row> lines{
        {told(up, computed, 100), "up 100%\n"},
        {told(up, computed, 35), "up 35%\n"},
        {told(degraded, computed, 60), "up 60%\n"},
        {told(down, computed, 0), "down #major_flow_failed\n"},
        {told(down, computed, 0, true), "down #all_flows_failed\n"},
        {told(up, held, 100), "up 100%\n"},
        {told(down, held, 0), "down #evidence_lost\n"},
        {told(degraded, guard, 10), "up 10%\n"},
        {told(degraded, panic, 100), "up 100%\n"},
        {told(up, warming, 100), ""},
        {told(up, ramp, 35), "up 35%\n"},
        {told(degraded, force_up, 100), "up 100%\n"},
        {told(down, freeze, 0), "down #frozen_by_operator\n"},
        {told(up, drain, 40), "up 40%\n"},  // slowly: not yet
        {works_but_is_drained(), "up 0%\n"},
        {told(down, drain, 0), "down #drained_by_operator\n"},
    };
    for (const row& r : lines) {
        CAPTURE(model::to_string(r.told.source), r.line);
        CHECK(daemon::agent_line({"eu", {}, r.told}) == r.line);
        const std::string words = r.line.substr(0, r.line.find('#'));  // what follows is a description
        for (const char* sticky : {"ready", "drain", "maint"}) CHECK(words.find(sticky) == words.npos);
        CHECK(r.line.size() < 200);
    }
}

TEST_CASE("an agent is told of what it names and of nothing else", "[outputs][agent]") {
    const picture p;
    const auto t = table_of(p, told(verdict::up, verdict_source::computed, 75),
                            told(verdict::down, verdict_source::computed, 0));
    using daemon::agent_answer;
    CHECK(agent_answer(&t, "eu") == "up 75%\n");
    CHECK(agent_answer(&t, "eu/browse") == "down #flow_failed\n");
    CHECK(agent_answer(&t, "us") == "");  // warming
    CHECK(agent_answer(nullptr, "eu") == "");
    CHECK(agent_answer(&t, "asia") == "down #all_flows_failed\n");
    CHECK(agent_answer(&t, "asia/browse") == "up 75%\n");
    for (const char* name : {"", "/", "*", "mars", "EU", "eu/", "/browse", "eu/api", "eu/browse/",
                             "eu browse", " eu", "eu ", "eu/comment", "asia/comment", "eu\r"}) {
        CAPTURE(name);
        CHECK(agent_answer(&t, name) == std::nullopt);
    }
}

TEST_CASE("a question is the first line of what came", "[outputs][agent]") {
    using daemon::agent_question;
    CHECK(agent_question("eu\n") == "eu");
    CHECK(agent_question("eu\r\n") == "eu");
    CHECK(agent_question("eu/browse\nus\n") == "eu/browse");
    CHECK(agent_question("\n") == "");
    CHECK(agent_question("\r\n") == "");
    CHECK(agent_question("eu\r\r\n") == "eu\r");
    CHECK(agent_question("") == std::nullopt);
    CHECK(agent_question("eu") == std::nullopt);
    CHECK(agent_question("eu\r") == std::nullopt);
}
