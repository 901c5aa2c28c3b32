#include "model/snapshot.hpp"

#include <catch2/catch.hpp>

using namespace hm::model;

TEST_CASE("a published table never changes, whatever is written afterwards", "[model][snapshot]") {
    row_writer writer{300};
    writer.edit(vertex_id{5}).health.health.now = scale::standard().of(state::healthy);
    const row_table first = writer.publish();
    writer.edit(vertex_id{5}).health.health.now = scale::standard().of(state::unhealthy);
    const row_table second = writer.publish();

    CHECK(first.at(vertex_id{5}).health.health.now == state::healthy);
    CHECK(second.at(vertex_id{5}).health.health.now == state::unhealthy);
    CHECK(second.at(vertex_id{299}).health.health.now == state::unknown);
}

TEST_CASE("tables share the blocks that nobody touched", "[model][snapshot]") {
    row_writer writer{1000};
    const row_table first = writer.publish();
    writer.edit(vertex_id{0}).health.health.now = scale::standard().of(state::degraded);
    const row_table second = writer.publish();

    CHECK(&first.at(vertex_id{0}) != &second.at(vertex_id{0}));
    CHECK(&first.at(vertex_id{999}) == &second.at(vertex_id{999}));
}

TEST_CASE("an empty table is possible", "[model][snapshot]") {
    row_writer writer{0};
    CHECK(writer.publish().size() == 0);
}
