#include "test/contoso/stamp/comment_message.hpp"

#include <catch2/catch.hpp>

using namespace contoso;

namespace {
const comment_message sample{"3", {"id-1", "Ann", "They fit."}};
}

TEST_CASE("a sealed comment is read back with the same key", "[contoso][comment]") {
    const auto read = unseal(seal(sample, "key"), "key");

    REQUIRE(read);
    CHECK(read->item == "3");
    CHECK(read->written.id == "id-1");
    CHECK(read->written.author == "Ann");
    CHECK(read->written.text == "They fit.");
}

TEST_CASE("a comment under another key, changed or incomplete is refused", "[contoso][comment]") {
    CHECK_FALSE(unseal(seal(sample, "key"), "another key"));

    for (const auto* part : {"item", "id", "author", "text", "signature"}) {
        INFO(part);
        auto changed = seal(sample, "key");
        changed[part] = "something else";
        CHECK_FALSE(unseal(changed, "key"));

        auto incomplete = seal(sample, "key");
        incomplete.erase(part);
        CHECK_FALSE(unseal(incomplete, "key"));
    }
}

TEST_CASE("moving a text's beginning into the author's name breaks the signature", "[contoso][comment]") {
    auto sealed = seal({"3", {"id", "A", "BC"}}, "key");
    sealed["author"] = "AB";
    sealed["text"] = "C";

    CHECK_FALSE(unseal(sealed, "key"));
}

TEST_CASE("the marker of a probe is signed: nobody can put it on a user's comment", "[contoso][comment]") {
    comment_message probe = sample;
    probe.probe = true;
    const auto sealed = seal(probe, "key");
    CHECK(is_probe(sealed));
    const auto read = unseal(sealed, "key");
    REQUIRE(read);
    CHECK(read->probe);

    auto users = seal(sample, "key");
    CHECK_FALSE(is_probe(users));
    users["probe"] = true;
    CHECK_FALSE(unseal(users, "key"));
}
