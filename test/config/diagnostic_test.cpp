#include "config/diagnostic.hpp"

#include "config/report.hpp"

#include <catch2/catch.hpp>

using namespace hm::config;

TEST_CASE("a diagnostic shows its place, the line, a caret and a hint", "[config][diagnostic]") {
    diagnostic d;
    d.file = "contoso.yaml";
    d.line = 12;
    d.column = 9;
    d.message = "unknown key \"weigth\"";
    d.hint = "did you mean \"weight\"?";
    d.source_line = "        weigth: 3";
    CHECK(render(d) ==
          "contoso.yaml:12:9: error: unknown key \"weigth\"\n"
          "  12 |         weigth: 3\n"
          "     |         ^\n"
          "     hint: did you mean \"weight\"?\n");
}

TEST_CASE("a diagnostic about a file as a whole has no line", "[config][diagnostic]") {
    diagnostic d;
    d.level = severity::warning;
    d.file = "contoso.yaml";
    d.message = "the file is empty";
    CHECK(render(d) == "contoso.yaml: warning: the file is empty\n");
}

TEST_CASE("several diagnostics end with their number", "[config][diagnostic]") {
    diagnostic error, warning;
    error.file = warning.file = "f";
    error.message = warning.message = "m";
    warning.level = severity::warning;
    CHECK(render(std::vector{error, error, warning}) ==
          "f: error: m\nf: error: m\nf: warning: m\n2 errors, 1 warning\n");
    CHECK(render(std::vector<diagnostic>{}) == "");
    CHECK(has_errors({error}));
    CHECK(!has_errors({warning}));
}

TEST_CASE("long lines are cut around the caret, tabs and control characters cannot move it",
          "[config][diagnostic]") {
    diagnostic d;
    d.file = "f";
    d.line = 1;
    d.message = "\x1b[31mred";
    d.column = 201;
    d.source_line = std::string(200, 'a') + "\tX" + std::string(200, 'b');
    CHECK(render(d) == "f:1:201: error: ?[31mred\n  1 | ..." + std::string(50, 'a') + " X" +
                           std::string(48, 'b') + "...\n    | " + std::string(53, ' ') + "^\n");
}

TEST_CASE("columns count characters, not bytes", "[config][report]") {
    report out{"f", "first\n\xC3\xA9\xC3\xA9: x\n"};
    out.error({2, 7}, "m");
    const auto found = out.take();
    CHECK(found[0].column == 5);
    CHECK(found[0].source_line == "\xC3\xA9\xC3\xA9: x");
}

TEST_CASE("diagnostics come in the order of their places, each once", "[config][report]") {
    report out{"f", "a\nb\n"};
    out.error({2, 1}, "second");
    out.warning({1, 1}, "first");
    out.error({2, 1}, "second");
    const auto found = out.take();
    REQUIRE(found.size() == 2);
    CHECK(found[0].message == "first");
    CHECK(found[1].message == "second");
}

TEST_CASE("more than a hundred mistakes are counted, not shown", "[config][report]") {
    report out{"f", "a\n"};
    for (int i = 0; i < 150; ++i) out.error({1, 1}, "mistake " + std::to_string(i));
    CHECK(out.full());
    const auto found = out.take();
    CHECK(found.size() == max_diagnostics + 1);
    CHECK(found.back().message == "50 more errors are not shown");
}

TEST_CASE("of a very long line only the place is kept", "[config][report]") {
    const std::string line(max_source_line + 1, 'x');
    report out{"f", line};
    out.error({1, 4000}, "m");
    const auto found = out.take();
    CHECK(found[0].source_line.empty());
    CHECK(found[0].column == 4000);
}
