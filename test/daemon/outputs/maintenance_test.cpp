// Maintenance is visible in every output.
#include "daemon/outputs/events.hpp"
#include "daemon/outputs/routes.hpp"
#include "test/daemon/outputs/picture.hpp"

using namespace hm;
using namespace hm::test;

namespace {

// 1766016000, which is where a picture's time stands.
constexpr std::chrono::sys_seconds noon{std::chrono::hours{24 * 365 * 56}};

std::shared_ptr<const model::graph> shop_with_windows() {
    using std::chrono::hours;
    model::test::model_builder b{"shop"};
    b.regions({"eu", "us"}).dependency("db").dependency("cache").component("proxy", {{"cache"}});
    b.flow("browse", {{"db"}, {"proxy"}});
    b.maintenance("updates", {"db@eu", "cache"}, model::time_span{noon, noon + hours{2}});
    b.maintenance("move", {"cache"}, model::time_span{noon, noon + hours{3}});
    return b.unfold();
}

struct shop_in_maintenance : picture {
    shop_in_maintenance() : picture(shop_with_windows()) {
        all(state::healthy).set("db@eu/up", state::unhealthy, model::reason::timeout).publish();
    }

    boost::json::value node(const std::string& name) const { return read("/api/v1/nodes/" + name); }
    boost::json::value read(const std::string& target) const { return json(answer(target)); }
    daemon::http::response answer(const std::string& target) const {
        return ask(daemon::make_routes({config::service::api, config::service::metrics}, context),
                   get(target));
    }
};

}  // namespace

TEST_CASE("a covered node says why it is in maintenance, and until when", "[outputs][maintenance]") {
    const shop_in_maintenance p;
    const auto db = p.node("db@eu");
    CHECK(text(db, "/state") == "unhealthy");
    CHECK(text(db, "/maintenance/window") == "updates");
    CHECK(text(db, "/maintenance/reason") == "disks");
    CHECK(text(db, "/maintenance/until") == "2025-12-18T02:00:00.000Z");
    CHECK(at(db, "/counts/maintenance") == 0);  // its own signal counts
    CHECK(at(db, "/counts/unhealthy") == 1);

    CHECK(text(p.node("cache@us"), "/maintenance/window") == "move");  // which ends later
    CHECK_FALSE(has(p.node("db@us"), "/maintenance"));
}

TEST_CASE("a parent counts apart what it leaves out for maintenance", "[outputs][maintenance]") {
    const shop_in_maintenance p;
    const auto browse = p.node("browse@eu");
    CHECK_FALSE(has(browse, "/maintenance/window"));
    CHECK(at(browse, "/counts/maintenance") == 2);
    CHECK(text(browse, "/contributions/0/child") == "db@eu");
    CHECK(text(browse, "/contributions/0/contributed") == "dropped");
    CHECK(at(browse, "/contributions/0/in_maintenance") == true);
    CHECK(text(p.node("browse@us"), "/state") == "healthy");
}

TEST_CASE("a node of which everything is in maintenance says so", "[outputs][maintenance]") {
    const shop_in_maintenance p;
    const auto proxy = p.node("proxy@us");
    CHECK(text(proxy, "/state") == "unknown");
    CHECK(text(proxy, "/maintenance/reason") == "all below it is in maintenance");
    CHECK(text(proxy, "/reason") == "proxy@us: all below it is in maintenance");
}

TEST_CASE("the status lists the windows that are under way", "[outputs][maintenance]") {
    const shop_in_maintenance p;
    const auto status = p.read("/api/v1/status");
    CHECK(at(status, "/maintenance").as_array().size() == 2);
    CHECK(text(status, "/maintenance/0/window") == "updates");
    CHECK(text(status, "/maintenance/0/reason") == "disks");
    CHECK(text(status, "/maintenance/0/until") == "2025-12-18T02:00:00.000Z");
    CHECK(text(status, "/maintenance/0/covers/0") == "db@eu");
    CHECK(text(status, "/maintenance/0/covers/1") == "cache");
    CHECK(at(json(ask(
                 daemon::make_routes({config::service::api}, picture{}.all(state::healthy).publish().context),
                 get("/api/v1/status"))),
             "/maintenance")
              .as_array()
              .empty());
}

TEST_CASE("an update lists the windows when one begins or is over, and not otherwise",
          "[outputs][maintenance]") {
    const auto told = [](const model::snapshot& before, const model::snapshot& after) {
        const std::string event = daemon::update_event(before, after);
        return boost::json::parse(event.substr(event.find("\ndata: ") + 7));
    };
    shop_in_maintenance p;
    const auto first = p.view().snapshot;
    p.set("db@us/up", state::unhealthy, model::reason::timeout).publish();
    const auto second = p.view().snapshot;
    CHECK_FALSE(has(told(*first, *second), "/maintenance"));
    p.now.wall = noon + std::chrono::hours{2};
    p.publish();
    const auto update = told(*second, *p.view().snapshot);
    REQUIRE(at(update, "/maintenance").as_array().size() == 1);
    CHECK(text(update, "/maintenance/0/window") == "move");
}

TEST_CASE("metrics name the nodes that are in maintenance, and no others", "[outputs][maintenance]") {
    const shop_in_maintenance p;
    const auto page = p.answer("/metrics");
    const std::string text{page.body()};
    const std::string series = "\nhealthmodel_node_maintenance{node=\"";
    CHECK(text.find(series + "db@eu\",entity=\"db\",kind=\"dependency\",region=\"eu\"} 1\n") !=
          std::string::npos);
    CHECK(text.find(series + "proxy@us") != std::string::npos);
    CHECK(text.find(series + "db@us") == std::string::npos);
}
