// Files that nobody writes by accident: they may be refused in any words, and must neither crash, hang nor
// blow up.
#include "config/load.hpp"

#include <catch2/catch.hpp>

#include "test/model/rounds.hpp"

#include <filesystem>
#include <fstream>
#include <random>

using namespace hm::config;

namespace {

// It is read to an end; whether it was refused.
bool refused(const std::string& text) {
    const loaded_model model = load_model(source{"hostile.yaml", text});
    CHECK(model.value.has_value() != has_errors(model.diagnostics));
    CHECK(model.diagnostics.size() <= 202);  // 100 errors, 100 warnings, and how many there are beyond
    return !model.value;
}

std::string example() {
    std::ifstream in{std::filesystem::path{HM_SOURCE_DIR} / "config/examples/contoso-shoes.yaml",
                     std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

std::string repeated(std::string_view part, std::size_t n) {
    std::string all;
    for (std::size_t i = 0; i < n; ++i) all += part;
    return all;
}

}  // namespace

TEST_CASE("deep nesting of every kind is refused", "[config][hostile]") {
    const auto part = GENERATE(as<std::string>{}, "[", "{", "{a: ", "- ", "? ", "[[", "a: [", "!a [", "&a [",
                               "'", "\"", "|\n ");
    INFO(part);
    CHECK(refused(repeated(part, 100'000)));
    CHECK(refused("model: " + repeated(part, 100'000)));
}

TEST_CASE("an alias bomb stays small", "[config][hostile]") {
    std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 30; ++i) {
        const std::string before = "*a" + std::to_string(i - 1) + ", ";
        text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + repeated(before, 10) + "]\n";
    }
    CHECK(refused(text));
    CHECK(refused("a: &a [*a]\n"));
}

TEST_CASE("stray punctuation ends", "[config][hostile]") {
    for (const char* text : {",",
                             ",,",
                             "]",
                             "}",
                             ":",
                             "?",
                             "-",
                             "--- ,",
                             "...",
                             "---\n---\n",
                             "a: 1\n,",
                             "%",
                             "%YAML 9.9\n---\na: 1",
                             "*",
                             "&",
                             "!",
                             "!<",
                             "|",
                             ">",
                             "@",
                             "`",
                             "a: |-9\n x",
                             "{,}",
                             "[,]",
                             "{?}",
                             "\t",
                             "- -\n-- -",
                             "? : ?"}) {
        INFO(text);
        CHECK(refused(text));
    }
}

TEST_CASE("huge scalars, keys and lines are refused in few words", "[config][hostile]") {
    const std::string megabyte(1024 * 1024, 'x');
    CHECK(refused("model: " + megabyte + "\n"));
    CHECK(refused("\"" + megabyte + "\": 1\n"));
    CHECK(refused(megabyte));
    CHECK(refused("model: a\nregions: { " + repeated("r: 1, ", 100'000) + "}\n"));
    CHECK(refused("model: a\nregions: { r: }\nflows: { f: { needs: [" + repeated("wxyz, ", 100'000) +
                  "] } }\n"));
    for (const auto& d : load_model(source{"f", "model: " + megabyte + "\n"}).diagnostics)
        CHECK(render(d).size() < 1000);
}

TEST_CASE("binary garbage is refused", "[config][hostile]") {
    std::mt19937 random{42};
    for (int round = 0; round < 200; ++round) {
        std::string bytes(1 + random() % 500, '\0');
        for (char& c : bytes) c = static_cast<char>(random());
        CHECK(refused(bytes));
        CHECK(!load_settings(source{"hostile.yaml", bytes}).value);
    }
}

TEST_CASE("the example cut off after any byte is read to an end", "[config][hostile]") {
    const std::string whole = example();
    REQUIRE(!refused(whole));
    const std::size_t body = whole.find("flows:");
    REQUIRE(body != std::string::npos);
    std::size_t accepted = 0;
    for (std::size_t length = 0; length < whole.size(); length += hm::model::test::rounds_of(1, 5))
        if (!refused(whole.substr(0, length))) ++accepted;
    // Cut between two dependencies that nobody needs yet it can be whole; cut within the flows it cannot.
    CHECK(accepted < whole.size() / 10);
    CHECK(refused(whole.substr(0, body)));
}

TEST_CASE("the example with any byte changed is read to an end", "[config][hostile]") {
    const std::string whole = example();
    std::mt19937 random{7};
    constexpr std::string_view bytes = "{}[],:#&*!|>'\"%@`-? \t\n$0~\x01\xff";
    for (int round = 0; round < 500; ++round) {
        std::string text = whole;
        for (int edits = 0; edits < 3; ++edits) text[random() % text.size()] = bytes[random() % bytes.size()];
        static_cast<void>(refused(text));
    }
}
