#include "probes/wire/json_fields.hpp"

#include <catch2/catch.hpp>

using namespace hm;
using namespace hm::probes::wire;
using paths = std::vector<std::vector<std::string>>;

TEST_CASE("fields come in the order of the paths, and only scalars count", "[probes][json]") {
    const auto fields = json_fields(
        R"({"queue":{"depth":20,"names":["a"],"none":null},"ratio":0.25,"up":true,"mode":"ok","big":18446744073709551615})",
        paths{{"queue", "depth"},
              {"ratio"},
              {"up"},
              {"mode"},
              {"big"},
              {"queue"},
              {"queue", "names"},
              {"queue", "none"},
              {"absent"},
              {"ratio", "deeper"}});
    REQUIRE(fields);
    REQUIRE(fields->size() == 10);
    CHECK(std::get<double>(*fields->at(0)) == 20.0);
    CHECK(std::get<double>(*fields->at(1)) == 0.25);
    CHECK(std::get<bool>(*fields->at(2)));
    CHECK(std::get<std::string>(*fields->at(3)) == "ok");
    CHECK(std::get<double>(*fields->at(4)) == 18446744073709551615.0);
    for (std::size_t i = 5; i < 10; ++i) CHECK_FALSE(fields->at(i));
}

TEST_CASE("what is no JSON has no fields at all", "[probes][json]") {
    const std::string body =
        GENERATE("", "<html>", "{\"a\":1", "{\"a\":1} trailing", "{'a':1}", "\xff\xfe", "nan");
    CAPTURE(body);
    CHECK_FALSE(json_fields(body, paths{{"a"}}));
}

TEST_CASE("a body that is JSON but no object has no such field", "[probes][json]") {
    const std::string body = GENERATE("[]", "17", "null", "\"text\"");
    const auto fields = json_fields(body, paths{{"a"}});
    REQUIRE(fields);
    CHECK_FALSE(fields->at(0));
}

TEST_CASE("nesting deeper than the limit is refused, up to it is read", "[probes][json]") {
    const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
    CHECK(json_fields(nested(max_json_depth), paths{{"a"}}));
    CHECK_FALSE(json_fields(nested(max_json_depth + 1), paths{{"a"}}));
    CHECK_FALSE(json_fields(std::string(200'000, '['), paths{{"a"}}));
}

TEST_CASE("a text longer than the limit counts as absent", "[probes][json]") {
    const auto field = [](std::size_t size) {
        return json_fields("{\"a\":\"" + std::string(size, 'x') + "\"}", paths{{"a"}})->at(0);
    };
    CHECK(field(max_field_text));
    CHECK_FALSE(field(max_field_text + 1));
}
