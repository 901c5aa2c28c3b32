#include "config/conditions.hpp"

#include "model/observation.hpp"

#include <catch2/catch.hpp>

using namespace hm;
using namespace hm::config;
using kind = model::condition::kind;

namespace {

parsed<model::condition> try_to_parse(std::string_view text) {
    std::vector<body_path> paths;
    std::vector<model::windowed_value> windowed;
    return parse_condition(text, paths, windowed);
}

model::condition parse(std::string_view text) {
    const auto result = try_to_parse(text);
    INFO(text << ": " << result.wrong.message);
    REQUIRE(result.value);
    return *result.value;
}

// (and latency<1 (not failed)) …: the shape of the tree, for tables.
std::string shape(const model::condition& c, std::uint16_t at = 0) {
    const auto& n = c.nodes[at];
    if (n.op == kind::compare || n.op == kind::flag) return n.text;
    std::string text = n.op == kind::all_of ? "(and" : n.op == kind::any_of ? "(or" : "(not";
    for (const std::uint16_t child : n.children) text += " " + shape(c, child);
    return text + ")";
}

}  // namespace

TEST_CASE("conditions become trees: not binds tighter than and, and tighter than or",
          "[config][conditions]") {
    const auto [text, expected] = GENERATE(table<std::string, std::string>({
        {"latency > 150ms", "latency > 150ms"},
        {"latency>150ms", "latency > 150ms"},
        {"failed", "failed"},
        {"not failed", "(not failed)"},
        {"not not failed", "(not (not failed))"},
        {"body.ready", "body.ready"},
        {"latency > 1s and status >= 500", "(and latency > 1s status >= 500)"},
        {"failed or latency > 1s and status == 404", "(or failed (and latency > 1s status == 404))"},
        {"(failed or latency > 1s) and status == 404", "(and (or failed latency > 1s) status == 404)"},
        {"not failed and latency > 1s", "(and (not failed) latency > 1s)"},
        {"not (failed and latency > 1s)", "(not (and failed latency > 1s))"},
        {"failed or failed or failed", "(or failed failed failed)"},
        {"((failed))", "failed"},
    }));
    CHECK(shape(parse(text)) == expected);
}

TEST_CASE("literals are in base units", "[config][conditions]") {
    const auto [text, expected] = GENERATE(table<std::string, model::value>({
        {"latency > 150ms", 0.15},
        {"latency <= 1m30s", 90.0},
        {"status == 404", 404.0},
        {"body.depth > 20", 20.0},
        {"body.depth > -2.5", -2.5},
        {"body.ratio >= 70%", 0.7},
        {"body.ratio >= 150%", 1.5},
        {"body.bytes < 64KiB", 65536.0},
        {"body.age < 250us", 0.00025},
        {"body.state == \"ok now\"", std::string{"ok now"}},
        {"body.state != 'ok'", std::string{"ok"}},
        {"body.state == ok", std::string{"ok"}},
        {"body.state == \"70%\"", std::string{"70%"}},
        {"body.ready == true", true},
        {"body.ready != false", false},
    }));
    INFO(text);
    const model::condition c = parse(text);
    REQUIRE(c.nodes.size() == 1);
    const auto& literal = c.nodes[0].literal;
    REQUIRE(literal.index() == expected.index());
    if (const double* number = std::get_if<double>(&expected))
        CHECK(std::get<double>(literal) == Approx(*number).epsilon(1e-12));
    else
        CHECK(literal == expected);
}

TEST_CASE("every comparator is known", "[config][conditions]") {
    using model::comparator;
    CHECK(parse("status < 300").nodes[0].cmp == comparator::less);
    CHECK(parse("status <= 300").nodes[0].cmp == comparator::less_equal);
    CHECK(parse("status > 300").nodes[0].cmp == comparator::greater);
    CHECK(parse("status >= 300").nodes[0].cmp == comparator::greater_equal);
    CHECK(parse("status == 300").nodes[0].cmp == comparator::equal);
    CHECK(parse("status != 300").nodes[0].cmp == comparator::not_equal);
}

TEST_CASE("the texts of a condition have single blanks", "[config][conditions]") {
    const model::condition c = parse("  not( latency>150ms   or body.state==\"a  b\" )");
    CHECK(c.text == "not (latency > 150ms or body.state == \"a  b\")");
    CHECK(c.nodes[2].text == "latency > 150ms");
    CHECK(c.nodes[3].text == "body.state == \"a  b\"");
}

TEST_CASE("nodes are in prefix order, children by index", "[config][conditions]") {
    const model::condition c = parse("failed or latency > 1s and status == 404");
    REQUIRE(c.nodes.size() == 5);
    CHECK(c.nodes[0].op == kind::any_of);
    CHECK(c.nodes[0].children == std::vector<std::uint16_t>{1, 2});
    CHECK(c.nodes[2].children == std::vector<std::uint16_t>{3, 4});
}

TEST_CASE("the conditions of a signal share their body paths", "[config][conditions]") {
    std::vector<body_path> paths;
    std::vector<model::windowed_value> none;
    const auto degraded = parse_condition("body.queue.depth > 3 or body.state == bad", paths, none);
    const auto unhealthy = parse_condition("body.queue.depth > 20", paths, none);
    REQUIRE(degraded);
    REQUIRE(unhealthy);
    CHECK(paths == std::vector<body_path>{{"queue", "depth"}, {"state"}});
    CHECK(degraded.value->nodes[2].body_index == 1);
    CHECK(unhealthy.value->nodes[0].body_index == 0);
}

TEST_CASE("a parsed condition judges an observation", "[config][conditions]") {
    model::observation seen;
    seen.why = model::reason::ok;
    seen.latency = std::chrono::milliseconds{200};
    seen.status = 200;
    CHECK(model::evaluate(parse("latency > 150ms and not failed"), seen).holds);
    CHECK(!model::evaluate(parse("latency > 250ms or status >= 300"), seen).holds);
}

TEST_CASE("a mistake in a condition is told at its column", "[config][conditions]") {
    const auto [text, offset, message] = GENERATE(table<std::string, std::size_t, std::string>({
        {"", 0, "a condition is missing here"},
        {"latency", 7, "\"latency\" needs a comparator and a value"},
        {"latency >", 9, "a value is missing after the comparator"},
        {"latency > 150", 10, "the duration \"150\" has no unit"},
        {"latency > \"1s\"", 10, "expected a duration, found \"\"1s\"\""},
        {"status >= 5xx", 10, "expected a status from 100 to 599, found \"5xx\""},
        {"status >= 600", 10, "expected a status from 100 to 599, found \"600\""},
        {"failed == true", 7, "\"failed\" is not compared with anything"},
        {"body > 3", 0, "\"body\" is no path into the body"},
        {"body..x > 3", 0, "\"body..x\" is no path into the body"},
        {"body.x. > 3", 0, "\"body.x.\" is no path into the body"},
        {"body.x > ok", 9, "\"ok\" cannot be compared by >"},
        {"body.x > 1e5", 9, "\"1e5\" is no number"},
        {"body.x > 0x1f", 9, "\"0x1f\" is no number"},
        {"body.x == \"ok", 10, "this quote is never closed"},
        {"150ms < latency", 0, "expected a field, found \"150ms\""},
        {"latncy > 1s", 0, "unknown field \"latncy\""},
        {"value.x > 3", 0, "unknown field \"value.x\""},
        {"cert < 14d", 0, "unknown field \"cert\""},
        {"cert.expires < 14d", 0, "unknown field \"cert.expires\""},
        {"client_cert.subject == x", 0, "unknown field \"client_cert.subject\""},
        {"cert.expires_in", 15, "\"cert.expires_in\" needs a comparator and a value"},
        {"cert.expires_in < 14", 18, "the duration \"14\" has no unit"},
        {"p95(cert.expires_in over 5m) < 14d", 4, "there is no window over \"cert.expires_in\""},
        {"count(failed or client_cert.expires_in < 1d over 5m) > 3", 16,
         "there is no window over \"client_cert.expires_in\""},
        {"latency / 2 > 1s", 8, "\"latency\" needs a comparator and a value"},
        {"(latency > 1s, failed)", 13, "unexpected \",\" in a condition"},
        {"latency > 1s, failed", 12, "unexpected \",\" in a condition"},
        {"latency > 1s }", 13, "unexpected \"}\" in a condition"},
        {"latency > 1s && failed", 13, "unexpected \"&&\" in a condition"},
        {"latency = 1s", 8, "unexpected \"=\" in a condition"},
        {"!failed", 0, "unexpected \"!\" in a condition"},
        {"latency > 1s failed", 13, "unexpected \"failed\""},
        {"failed AND failed", 7, "unexpected \"AND\""},
        {"failed and", 10, "a condition is missing here"},
        {"and failed", 0, "a condition is missing before \"and\""},
        {"(failed", 0, "this parenthesis is never closed"},
        {"failed)", 6, "this parenthesis was never opened"},
        {"()", 1, "expected a field, found \")\""},
        {"latency > 1s é", 13, "unexpected \"é\" in a condition"},
    }));
    INFO(text);
    const auto result = try_to_parse(text);
    REQUIRE(!result);
    CHECK(result.wrong.message == message);
    CHECK(result.wrong.offset == offset);
}

TEST_CASE("conditions are bounded in length, parts, depth and paths", "[config][conditions]") {
    std::vector<body_path> paths;
    std::vector<model::windowed_value> none;
    const auto tried = [&](const std::string& text) { return parse_condition(text, paths, none); };
    const auto refused = [&](const std::string& text) { return tried(text).wrong.message; };
    const auto repeat = [](std::string_view part, std::size_t n) {
        std::string all;
        for (std::size_t i = 0; i < n; ++i) all += part;
        return all;
    };

    CHECK(refused("body.x == \"" + std::string(max_condition_length, 'x') + "\"") ==
          "a condition has at most 2000 characters");
    CHECK(refused(repeat("failed or ", max_condition_nodes) + "failed") ==
          "a condition has at most 100 parts");
    CHECK(refused(repeat("(", max_condition_depth + 1) + "failed" + repeat(")", max_condition_depth + 1)) ==
          "nested more than 16 levels deep");
    CHECK(refused(repeat("not ", max_condition_depth + 1) + "failed") == "nested more than 16 levels deep");
    CHECK(refused("body" + repeat(".x", max_body_path_keys + 1) + " > 1") ==
          "a path into the body has at most 16 keys");
    CHECK(tried(repeat("not ", max_condition_depth) + "failed").value);

    paths.assign(max_body_paths, {"other"});
    CHECK(refused("body.new > 1") == "a signal looks at most at 100 fields of the body");
    CHECK(tried("body.other > 1").value);
}
