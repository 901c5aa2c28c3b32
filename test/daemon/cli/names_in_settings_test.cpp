#include "daemon/cli/names_in_settings.hpp"
#include "test/model/build.hpp"

#include <catch2/catch.hpp>

using namespace hm;

TEST_CASE("names in the settings that the model does not have are told one by one", "[cli][settings]") {
    model::test::model_builder b{"shop"};
    b.regions({"eu", "us"});
    b.flow("browse", {{"db"}});
    b.dependency("db");
    const auto model = b.build();
    config::settings s;
    const auto pin = [&](config::verdict_name to) {
        s.listeners.push_back({"127.0.0.1", 8650, {config::service::lb}, std::move(to)});
    };
    s.region = "eu";
    pin({"us"});
    pin({"us", "browse"});
    CHECK(daemon::cli::unknown_names(s, *model).empty());
    s.exports.push_back({"/x", {{"192.0.2.1", {"us", "browse"}}, {"192.0.2.2", {"us"}}}});
    CHECK(daemon::cli::unknown_names(s, *model).empty());
    s.exports[0].entries[1].second = {"us", "shop"};
    s.region = "mars";
    pin({"moon"});
    pin({"us", "db"});
    pin({"moon", "browse"});
    CHECK(daemon::cli::unknown_names(s, *model) ==
          std::vector<std::string>{
              "the model has no region \"mars\"",
              "the model has no region \"moon\", to which a listener on 127.0.0.1:8650 is pinned",
              "the model has no flow \"db\" in the region \"us\", to which a listener on 127.0.0.1:8650 is "
              "pinned",
              "the model has no region \"moon\", to which a listener on 127.0.0.1:8650 is pinned",
              "the model has no flow \"shop\" in the region \"us\", which is exported as 192.0.2.2 to /x"});
}
