// The reader of the kind that probes/README.md shows, as it stands there.
#include "config/secret_sources.hpp"
#include "model/probe_spec.hpp"

#include <catch2/catch.hpp>

// Its settings would be an alternative of probe_spec. One that has all that it needs stands in.
namespace hm::model {
using memcached_spec = tcp_spec;
}

#include "config/memcached_probe.cpp"

using namespace hm;
using namespace hm::config;

namespace {

struct reading {
    explicit reading(const std::string& text) : out("model.yaml", text) {
        const std::optional<node> tree = parse_tree(text, out);
        REQUIRE(tree);
        secret_sources sources;
        substitution here{sources};
        tls_store tls;
        spec = read_memcached(*tree->find("memcached"), here, tls, out);
    }

    std::string told() {
        std::string all;
        for (const diagnostic& d : out.take()) all += d.message + "\n";
        return all;
    }

    report out;
    std::optional<model::probe_spec> spec;
};

}  // namespace

TEST_CASE("the kind of the README is read in short and with every key", "[config][readme]") {
    reading brief{"memcached: \"cache.test\"\n"};
    REQUIRE(brief.spec);
    CHECK(*brief.spec == model::probe_spec{model::memcached_spec{.to = {"cache.test", 11211}}});

    reading full{
        "memcached: { address: \"cache.test:11212\", family: 6, addresses: all, tls: { verify: false } }\n"};
    REQUIRE(full.spec);
    CHECK(full.told() == "");
    const auto& spec = std::get<model::memcached_spec>(*full.spec);
    CHECK(spec.to == model::target{"cache.test", 11212, model::address_family::v6, model::address_rule::all});
    REQUIRE(spec.tls);
    CHECK_FALSE(spec.tls->verify);
}

TEST_CASE("mistakes in the kind of the README are told", "[config][readme]") {
    CHECK(reading{"memcached: \"a b\"\n"}.told() != "");
    CHECK(reading{"memcached: { }\n"}.told().find("address") != std::string::npos);
    CHECK(reading{"memcached: { address: a, ports: 1 }\n"}.told() == "unknown key \"ports\"\n");
}
