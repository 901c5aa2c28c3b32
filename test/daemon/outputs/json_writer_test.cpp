#include "daemon/outputs/json_writer.hpp"

#include <boost/json/parse.hpp>
#include <catch2/catch.hpp>

#include <limits>

using hm::daemon::json_writer;

TEST_CASE("what is written is JSON, with commas where they are due", "[outputs][json]") {
    json_writer w;
    {
        const auto o = w.object();
        w.key("a").number(0.83);
        {
            const auto list = w.key("list").array();
            w.integer(1);
            { const auto inner = w.object(); }
            { const auto inner = w.array(); }
            w.boolean(false);
        }
        w.key("b").null();
        w.key("c").ratio(hm::model::score{});
        w.key("d").ratio(hm::model::score{10000});
        w.key("e").number(std::numeric_limits<double>::infinity());
        w.key("f").time({});
        w.key("g").milliseconds(std::chrono::microseconds{1250});
    }
    const std::string text = w.take();
    CHECK(text == R"({"a":0.83,"list":[1,{},[],false],"b":null,"c":null,"d":1,"e":null,"f":null,"g":1.25})");
    CHECK_NOTHROW(boost::json::parse(text));
}

TEST_CASE("any text comes back as it went in", "[outputs][json]") {
    const std::string nasty = std::string{"\"\\\n\r\t\x01\x1f</script>é"} + '\0';
    json_writer w;
    w.text(nasty);
    const auto back = boost::json::parse(w.take());
    CHECK(std::string{back.as_string().data(), back.as_string().size()} == nasty);
}
