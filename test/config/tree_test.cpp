#include "config/tree.hpp"

#include <catch2/catch.hpp>

using namespace hm::config;

namespace {

struct outcome {
    std::optional<node> root;
    std::vector<diagnostic> told;
};

outcome parse(std::string_view text, const tree_limits& limits = {}) {
    report out{"f", text};
    outcome o;
    o.root = parse_tree(text, out, limits);
    o.told = out.take();
    return o;
}

std::string mistake(std::string_view text, const tree_limits& limits = {}) {
    const outcome o = parse(text, limits);
    return o.told.empty() ? "" : o.told.front().message;
}

}  // namespace

TEST_CASE("the tree keeps keys, values and their places, from 1", "[config][tree]") {
    const outcome o = parse("a: 1\nb:\n  - x\n  - { c: 'y z' }\nd:\n");
    REQUIRE(o.root);
    REQUIRE(o.told.empty());
    CHECK(o.root->find("a")->value.text == "1");
    CHECK(o.root->find("a")->value.at == place{1, 4});
    CHECK(o.root->find("b")->key_at == place{2, 1});
    CHECK(o.root->find("b")->value.items[0].at == place{3, 5});
    CHECK(o.root->find("b")->value.items[1].find("c")->value.text == "y z");
    CHECK(o.root->find("d")->value.what == node::kind::null);
    CHECK(o.root->find("d")->value.at == place{5, 1});  // nothing stands there: the key
    CHECK(o.root->find("e") == nullptr);
}

TEST_CASE("scalars stay text: nothing is octal, boolean or not a number", "[config][tree]") {
    const outcome o = parse("a: 010\nb: yes\nc: .nan\n");
    CHECK(o.root->find("a")->value.text == "010");
    CHECK(o.root->find("b")->value.text == "yes");
    CHECK(o.root->find("c")->value.text == ".nan");
}

TEST_CASE("what YAML offers beyond the language is refused", "[config][tree]") {
    CHECK(mistake("a: &x 1\n") == "anchors (`&name`) are not supported");
    CHECK(mistake("a: !!int 1\n") == "tags (`!name`) are not supported");
    CHECK(mistake("<<: { a: 1 }\n") == "merge keys (`<<`) are not supported");
    CHECK(mistake("a: 1\na: 2\n") == "duplicate key \"a\"");
    CHECK(mistake("? [a]\n: b\n") == "a key must be plain text");
    CHECK(mistake(": b\n") == "a key is missing before the `:`");
    CHECK(mistake("a: 1\n---\nb: 1\n") == "text after the end of the document");
    CHECK(mistake("a: 1\n...\nb: 1\n") == "text after the end of the document");
    CHECK(mistake(",") == "text after the end of the document");
    CHECK(mistake("a: \"b\n") == "this quote is never closed");
    CHECK(mistake("a: 'it''s\n") == "this quote is never closed");
    CHECK(mistake("a: 'it''s'\n") == "");
    CHECK(mistake("a: \"\\\"\"\n") == "");
    CHECK(mistake("a: |\n  block\n") == "");
}

TEST_CASE("duplicate keys are found in large maps as well", "[config][tree]") {
    std::string text;
    for (int i = 0; i < 100; ++i) text += "k" + std::to_string(i) + ": 1\n";
    CHECK(mistake(text) == "");
    const outcome o = parse(text + "k3: 2\n");
    REQUIRE(o.told.size() == 1);
    CHECK(o.told[0].line == 101);
    CHECK(o.told[0].hint == "it stands in line 4 already");
    CHECK(o.root->find("k3")->value.text == "1");
}

TEST_CASE("only UTF-8 text is read, with or without a byte order mark", "[config][tree]") {
    CHECK(parse(without_bom("\xEF\xBB\xBF"
                            "a: 1\n"))
              .root);
    CHECK(mistake("a: \xC3\xA9\n") == "");
    CHECK(mistake("a: \xC3\n") == "the text is not UTF-8 (byte 0xc3 in line 1)");
    CHECK(mistake("a: 1\nb: \xED\xA0\x80\n") ==
          "the text is not UTF-8 (byte 0xed in line 2)");                              // a surrogate
    CHECK(mistake("a: \xC0\x80\n") == "the text is not UTF-8 (byte 0xc0 in line 1)");  // overlong
    CHECK(mistake("a: 1\x04\nb: [\n") == "the text has a control character, byte 0x04");
    CHECK(mistake(std::string_view{"\xFF\xFE"
                                   "a\0:\0",
                                   6}) == "the text is not UTF-8 (byte 0xff in line 1)");
}

TEST_CASE("bytes, values and depth are limited", "[config][tree]") {
    tree_limits limits;
    limits.bytes = 10;
    CHECK(mistake("a: 1234567", limits) == "");
    CHECK(mistake("a: 12345678", limits) == "the file has 11 bytes, more than the 10 that are read");

    limits = {};
    limits.nodes = 6;
    CHECK(mistake("a: [1, 2, 3]", limits) == "");
    CHECK(mistake("a: [1, 2, 3, 4]", limits) == "more than 6 values in one file");

    limits = {};
    const auto nested = [](std::size_t depth) {
        return "a: " + std::string(depth, '[') + "x" + std::string(depth, ']');
    };
    CHECK(mistake(nested(limits.depth - 1), limits) == "");
    CHECK(mistake(nested(limits.depth), limits) == "nested more than 32 levels deep");
}

TEST_CASE("only a map at the top is a file of ours", "[config][tree]") {
    CHECK(mistake("") == "the file is empty");
    CHECK(mistake("# a comment\n") == "the file is empty");
    CHECK(mistake("just text\n") == "expected `key: value` lines, found text");
    CHECK(mistake("[a, b]\n") == "expected `key: value` lines, found a list");
}

TEST_CASE("a bracket that is never closed is told where it was opened", "[config][tree]") {
    const outcome o = parse("a: 1\nb: {c: 1");
    REQUIRE(o.told.size() == 1);
    CHECK(o.told[0].line == 2);
    CHECK(o.told[0].column == 4);
    CHECK(o.told[0].message == "this is never closed");
}
