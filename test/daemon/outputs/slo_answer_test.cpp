#include "daemon/outputs/routes.hpp"
#include "daemon/outputs/whatif_slo.hpp"
#include "test/daemon/outputs/picture.hpp"
#include "test/model/build.hpp"

#include <boost/json/serialize.hpp>

using namespace hm;
using namespace hm::test;

namespace {

std::shared_ptr<const model::graph> promised_shop() {
    auto d = std::make_shared<model::definition>(shop()->source());
    for (model::entity& e : d->entities) {
        if (e.name == "db") e.sla = 999'000'000;
        if (e.name == "browse") e.objective = 999'999'000;
        if (e.name == "comment") e.objective = 999'999'999;
    }
    return std::make_shared<const model::graph>(d);
}

}  // namespace

TEST_CASE("the calculated SLO is told by flow with what is assumed", "[outputs][slo]") {
    picture p{promised_shop()};
    p.all(state::healthy).publish();
    const auto routes = daemon::make_routes({config::service::api}, p.context);
    const auto a = ask(routes, get("/api/v1/slo"));
    REQUIRE(a.status == 200);
    const auto v = json(a);
    CHECK(text(v, "/model") == "shop");
    CHECK(text(v, "/flows/0/id") == "browse");
    CHECK(at(v, "/flows/0/availability").to_number<double>() == 0.999999);
    CHECK(at(v, "/flows/0/unavailability").to_number<double>() == Approx(1e-6).epsilon(1e-14));
    CHECK(at(v, "/flows/0/reachable").as_bool());
    CHECK_FALSE(at(v, "/flows/1/reachable").as_bool());
    CHECK(at(v, "/flows/0/naive_availability").is_null());
    CHECK(at(v, "/flows/1/naive_availability").to_number<double>() <
          0.999999);  // db twice: by the API, and itself
    CHECK(at(v, "/flows/0/one_more_region/unavailability").to_number<double>() ==
          Approx(1e-9).epsilon(1e-14));
    CHECK(text(v, "/flows/0/costs/0/id") == "db");
    CHECK(at(v, "/flows/0/costs/0/downtime_s").to_number<double>() == Approx(2.592));
    CHECK(text(v, "/flows/0/regions/1/region") == "us");
    CHECK(at(v, "/flows/0/regions/1/availability").to_number<double>() == 0.999);
    CHECK(text(v, "/assumed/0") == "api");
    CHECK(at(v, "/entangled").as_array().empty());
    CHECK(text(v, "/remark").find("independently") != std::string::npos);
}

TEST_CASE("what is attained stands beside what is calculated", "[outputs][slo]") {
    picture p{promised_shop()};
    model::slo::attainment browse;
    browse.key = "browse";
    browse.entity =
        p.graph->source().entities[0].name == "browse" ? model::entity_id{0} : model::entity_id::none;
    browse.wanted = std::make_shared<const model::slo::objective>();
    browse.available.target = 999'999'000;
    browse.available.attained = 0.5;
    model::slo::attainment in_eu = browse;
    in_eu.key = "browse@eu";
    in_eu.place = model::region_id{0};
    p.all(state::healthy).publish().attain({browse, in_eu});
    const auto routes = daemon::make_routes({config::service::api}, p.context);
    const auto v = json(ask(routes, get("/api/v1/slo")));
    CHECK(text(v, "/flows/0/attained/id") == "browse");
    CHECK(at(v, "/flows/0/attained/available/attained").to_number<double>() == 0.5);
    CHECK_FALSE(has(v, "/flows/1/attained"));
    CHECK(at(v, "/attained").as_array().size() == 2);
    CHECK(text(v, "/attained/1/id") == "browse@eu");
    CHECK_FALSE(has(v, "/observed"));  // no history is kept
}

TEST_CASE("an SLO that was told is told again when there is another picture", "[outputs][slo]") {
    picture p{promised_shop()};
    p.all(state::healthy).publish();
    const auto routes = daemon::make_routes({config::service::api}, p.context);
    auto again = get("/api/v1/slo");
    again.if_none_match = header(ask(routes, get("/api/v1/slo")), "ETag");
    CHECK(ask(routes, again).status == 304);
    p.set("db@eu/read", state::unhealthy).publish();  // what is attained may be another share
    CHECK(ask(routes, again).status == 200);
}

TEST_CASE("what is promised while something is down is told of the flows that it changes",
          "[outputs][slo][whatif]") {
    picture p{promised_shop()};
    p.all(state::healthy).publish();
    const auto routes = daemon::make_routes({config::service::api}, p.context);
    const auto asked = [&](const std::string& body) {
        return ask(routes, posted("/api/v1/whatif/slo", body));
    };
    const auto v = json(asked(
        R"({"assume": {"db@eu": "unhealthy", "db@us/read": "unhealthy", "us": "unhealthy", "api": "degraded"}})"));
    CHECK(boost::json::serialize(at(v, "/given")) == R"(["db@eu"])");
    CHECK(boost::json::serialize(at(v, "/left_out")) == R"(["db@us/read","us","api"])");
    CHECK(text(v, "/flows/0/id") == "browse");
    CHECK(at(v, "/flows/0/availability").to_number<double>() == Approx(0.999));
    CHECK(at(v, "/flows/0/before/availability").to_number<double>() == Approx(0.999999));
    CHECK(at(json(asked(R"({"assume": {}})")), "/flows").as_array().empty());
    const auto good = json(asked(R"({"assume": {"api": "healthy", "db": "healthy"}})"));
    CHECK(boost::json::serialize(at(good, "/given")) == R"(["db"])");
    CHECK(boost::json::serialize(at(good, "/left_out")) == R"(["api"])");  // it fails with what it needs
    CHECK(asked(R"({"assume": {"nobody": "unhealthy"}})").status == 400);
}

TEST_CASE("of a model that is too large it is said how else to work it out",
          "[outputs][slo][whatif][limits]") {
    const auto of = [](std::size_t dependencies) {
        model::test::model_builder b{"large"};
        b.regions({"eu"}).flow("browse", {{"d0"}});
        for (std::size_t i = 0; i < dependencies; ++i) b.dependency("d" + std::to_string(i));
        picture p{b.unfold()};
        p.all(state::healthy).publish();
        const auto routes = daemon::make_routes({config::service::api}, p.context);
        const auto a = ask(routes, posted("/api/v1/whatif/slo", R"({"assume": {"d0@eu": "unhealthy"}})"));
        if (a.status == 422) CHECK(a.body().find("healthmodeld slo --set") != std::string::npos);
        return std::pair{p.graph->size() <= daemon::max_whatif_slo_nodes, a.status};
    };
    CHECK(of(100) == std::pair{true, 200});
    CHECK(of(daemon::max_whatif_slo_nodes / 2) == std::pair{false, 422});
}
