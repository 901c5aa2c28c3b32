#include "test/contoso/stamp/documents.hpp"

#include <catch2/catch.hpp>

using namespace contoso;

TEST_CASE("a new store has the range of items", "[contoso][documents]") {
    documents store(":memory:");

    CHECK(store.items().size() == 12);
    REQUIRE(store.item("1"));
    CHECK(store.item("1")->at("name").as_string() == "Alpine Trail");
    CHECK_FALSE(store.item("13"));
    CHECK_FALSE(store.item("item-1"));
}

TEST_CASE("a comment is stored once, however often it is written", "[contoso][documents]") {
    documents store(":memory:");
    CHECK(store.add_comment("1", {"a", "Ann", "first"}));
    CHECK(store.add_comment("1", {"a", "Ann", "first"}));
    CHECK(store.add_comment("1", {"b", "Bob", "second"}));

    const auto found = store.comments("1");
    REQUIRE(found);
    REQUIRE(found->size() == 2);
    CHECK(found->at(0).at("text").as_string() == "second");
    CHECK(found->at(1).at("author").as_string() == "Ann");
    CHECK(store.comments("2")->empty());
    CHECK_FALSE(store.comments("13"));
    CHECK_FALSE(store.add_comment("13", {"c", "Cy", "third"}));
}

TEST_CASE("an item keeps so many comments and no more, the newest", "[contoso][documents]") {
    documents store(":memory:");
    for (std::int64_t i = 0; i <= documents::max_comments_per_item; ++i)
        store.add_comment("1", {std::to_string(i), "Ann", std::to_string(i)});

    const auto found = store.comments("1");
    REQUIRE(found);
    CHECK(found->size() == documents::max_comments_per_item);
    CHECK(found->front().at("id").as_string() == std::to_string(documents::max_comments_per_item));
    CHECK(found->back().at("id").as_string() == "1");
}

TEST_CASE("what a probe writes is never seen, and is swept when its time is over", "[contoso][documents]") {
    documents store(":memory:");
    store.write_probe("p", 1'000);
    CHECK(store.items().size() == 12);
    CHECK_FALSE(store.item("p"));
    CHECK(store.comments("1")->empty());

    CHECK(store.sweep(999) == 0);
    CHECK(store.sweep(1'000) == 1);
    CHECK(store.sweep(1'000) == 0);
    CHECK(store.items().size() == 12);
}

TEST_CASE("two connections to memory by name see the same store", "[contoso][documents]") {
    documents writer("file:/documents_test?vfs=memdb");
    documents reader("file:/documents_test?vfs=memdb");
    writer.add_comment("1", {"a", "Ann", "first"});

    CHECK(reader.comments("1")->size() == 1);
}

TEST_CASE("a probe's document is found and removed by its name, and is no item or comment",
          "[contoso][documents]") {
    documents store("file:/probes?vfs=memdb");
    store.write_probe("a", 1'000);
    CHECK(store.has_probe("a"));
    CHECK_FALSE(store.has_probe("b"));
    CHECK_FALSE(store.item("a"));

    store.remove_probe("a");
    CHECK_FALSE(store.has_probe("a"));
    store.remove_probe("a");  // twice is no mistake: a sweep may have been first
}
