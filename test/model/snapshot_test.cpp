#include "model/snapshot.hpp"

#include <catch2/catch.hpp>

#include <random>
#include <vector>

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

TEST_CASE("tables of many shelves hold what was written, and nothing later", "[model][snapshot]") {
    const std::size_t rows = 5 * row_table::block_rows * row_table::shelf_blocks / 2;
    row_writer writer{rows};
    std::vector<std::uint64_t> wanted(rows, 0);
    std::vector<row_table> tables;
    std::vector<std::vector<std::uint64_t>> then;
    std::mt19937 random{7};
    for (std::uint64_t round = 1; round <= 5; ++round) {
        for (int i = 0; i < 40; ++i) {
            const std::size_t at = random() % rows;
            writer.edit(vertex_id(at)).health.impaired = wanted[at] = round;
        }
        tables.push_back(writer.publish());
        then.push_back(wanted);
    }
    for (std::size_t t = 0; t < tables.size(); ++t)
        for (std::size_t i = 0; i < rows; ++i)
            if (tables[t].at(vertex_id(i)).health.impaired != then[t][i])
                FAIL("row " << i << " of table " << t);
    CHECK(tables.back().size() == rows);
}

TEST_CASE("an empty table is possible", "[model][snapshot]") {
    row_writer writer{0};
    CHECK(writer.publish().size() == 0);
}
