#include "model/snapshot.hpp"

namespace hm::model {

namespace {
std::size_t blocks_for(std::size_t rows) {
    return (rows + row_table::block_rows - 1) / row_table::block_rows;
}
}  // namespace

row_writer::row_writer(std::size_t size)
    : size_(size), blocks_(blocks_for(size)), shared_(blocks_.size(), false) {
    for (auto& b : blocks_) b = std::make_shared<row_table::block>();
}

row& row_writer::edit(vertex_id id) {
    const std::size_t b = index(id) / row_table::block_rows;
    if (shared_[b]) {
        blocks_[b] = std::make_shared<row_table::block>(*blocks_[b]);
        shared_[b] = false;
    }
    return (*blocks_[b])[index(id) % row_table::block_rows];
}

const row& row_writer::at(vertex_id id) const {
    return (*blocks_[index(id) / row_table::block_rows])[index(id) % row_table::block_rows];
}

row_table row_writer::publish() {
    row_table table;
    table.size_ = size_;
    table.blocks_.assign(blocks_.begin(), blocks_.end());
    shared_.assign(shared_.size(), true);
    return table;
}

}  // namespace hm::model
