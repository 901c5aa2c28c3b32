// An immutable picture of all vertices and verdicts at one instant: the only thing the outputs may read.
// Rows live in copy-on-write blocks, so that a new snapshot costs what changed; names and topology are shared
// through the graph.
#pragma once

#include "model/health.hpp"
#include "model/maintenance_board.hpp"
#include "model/override_board.hpp"
#include "model/remembered_verdict.hpp"
#include "model/slo/attainment.hpp"
#include "model/tracker.hpp"
#include "model/verdict.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace hm::model {

// One vertex as the outputs see it.
struct row {
    vertex_health health;
    wall_time since{};                          // of health.health
    std::shared_ptr<const judged_signal> leaf;  // signals only; null before the first result
};

// Rows in blocks, blocks on shelves: a new table shares every shelf, and on the others every block, that was
// not touched.
class row_table {
public:
    static constexpr std::size_t block_rows = 128;
    static constexpr std::size_t shelf_blocks = 128;
    using block = std::array<row, block_rows>;
    using shelf = std::array<std::shared_ptr<const block>, shelf_blocks>;

    row_table() = default;

    std::size_t size() const { return size_; }
    const row& at(vertex_id id) const {
        const std::size_t b = index(id) / block_rows;
        return (*(*shelves_[b / shelf_blocks])[b % shelf_blocks])[index(id) % block_rows];
    }

private:
    friend class row_writer;
    std::size_t size_ = 0;
    std::vector<std::shared_ptr<const shelf>> shelves_;
};

// Writes rows and hands out tables.
class row_writer {
public:
    explicit row_writer(std::size_t size);
    row& edit(vertex_id id);  // copies the row's block first if a table holds it
    const row& at(vertex_id id) const;
    row_table publish();  // costs what was edited, and a pointer per shelf

private:
    row_table published_;
    std::vector<std::shared_ptr<row_table::block>> blocks_;
    std::vector<bool> shared_;          // a published table holds the block
    std::vector<std::size_t> written_;  // blocks that none holds
};

// A region, or a flow in one, that a reload removed or renamed: for a while its name answers what it answered
// last.
struct retired_verdict {
    std::string region;
    std::string flow;  // empty: the region's own verdict
    region_verdict last;
    steady_time until{};
    std::optional<remembered_verdict> record{};  // to go on from if the name comes back; none: it was warming
};

// Verdicts of all regions, and of every flow in every region. Small: it is published at once, ahead of the
// rows.
struct verdict_table {
    std::shared_ptr<const graph> model;
    std::vector<region_verdict> regions;  // by region_id
    struct flow_row {
        entity_id flow{};
        std::vector<region_verdict> regions;  // by region_id
        std::vector<bool> runs_in;            // by region_id
    };
    std::vector<flow_row> flows;  // regional flows only, in the order of the definition
    std::vector<retired_verdict> retired;
    std::string self_suspicion;    // why the daemon doubts itself and holds; empty when it does not
    moment at{};                   // when this table was made
    std::uint64_t generation = 0;  // of the model
    std::uint64_t sequence = 0;    // grows with every table of this process
    bool ready = false;            // the first round is complete: every signal ran once, or is overdue
};

struct snapshot {
    std::shared_ptr<const graph> model;
    row_table rows;
    std::shared_ptr<const verdict_table> verdicts;
    std::shared_ptr<const maintenance_picture> maintenance = std::make_shared<const maintenance_picture>();
    std::shared_ptr<const override_list> overrides = std::make_shared<const override_list>();  // in force
    std::shared_ptr<const slo::attained_list> attained = std::make_shared<const slo::attained_list>();
    moment at{};
    std::uint64_t generation = 0;
    std::uint64_t sequence = 0;
    std::vector<vertex_id> changed;  // since the previous snapshot of this generation, in vertex order
};

}  // namespace hm::model
