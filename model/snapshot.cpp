#include "model/snapshot.hpp"

#include <algorithm>

namespace hm::model {

namespace {
std::size_t blocks_for(std::size_t rows) {
    return (rows + row_table::block_rows - 1) / row_table::block_rows;
}
}  // namespace

row_writer::row_writer(std::size_t size) : blocks_(blocks_for(size)), shared_(blocks_.size(), false) {
    published_.size_ = size;
    const std::size_t shelves = (blocks_.size() + row_table::shelf_blocks - 1) / row_table::shelf_blocks;
    published_.shelves_.assign(shelves, std::make_shared<const row_table::shelf>());
    for (std::size_t b = 0; b < blocks_.size(); ++b) {
        blocks_[b] = std::make_shared<row_table::block>();
        written_.push_back(b);
    }
}

row& row_writer::edit(vertex_id id) {
    const std::size_t b = index(id) / row_table::block_rows;
    if (shared_[b]) {
        blocks_[b] = std::make_shared<row_table::block>(*blocks_[b]);
        shared_[b] = false;
        written_.push_back(b);
    }
    return (*blocks_[b])[index(id) % row_table::block_rows];
}

const row& row_writer::at(vertex_id id) const {
    return (*blocks_[index(id) / row_table::block_rows])[index(id) % row_table::block_rows];
}

row_table row_writer::publish() {
    std::sort(written_.begin(), written_.end());
    std::shared_ptr<row_table::shelf> shelf;
    std::size_t open = blocks_.size();  // no shelf
    for (const std::size_t b : written_) {
        std::shared_ptr<const row_table::shelf>& old = published_.shelves_[b / row_table::shelf_blocks];
        if (std::exchange(open, b / row_table::shelf_blocks) != b / row_table::shelf_blocks)
            old = shelf = std::make_shared<row_table::shelf>(*old);
        (*shelf)[b % row_table::shelf_blocks] = blocks_[b];
        shared_[b] = true;
    }
    written_.clear();
    return published_;
}

}  // namespace hm::model
