#include "daemon/store/sqlite_file.hpp"

#include <filesystem>
#include <utility>

namespace hm::daemon {

namespace {

// The folder, for its owner alone: reasons and names of operators are nobody else's business.
void make_folder_of(const std::string& path) {
    const auto folder = std::filesystem::path{path}.parent_path();
    std::error_code ec;
    if (folder.empty() || std::filesystem::exists(folder, ec)) return;
    std::filesystem::create_directories(folder, ec);
    if (ec) throw sqlite_error{fmt::format("{} cannot be made: {}", folder.string(), ec.message())};
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all, ec);
}

std::uintmax_t size_of(const std::string& path) {
    std::error_code none;
    const std::uintmax_t size = std::filesystem::file_size(path, none);
    return none ? 0 : size;
}

}  // namespace

sqlite_file::sqlite_file(std::string path, table_steps tables, const char* vfs, std::uintmax_t checked_up_to)
    : path_(std::move(path)), tables_(tables), vfs_(vfs), checked_up_to_(checked_up_to) {}

void sqlite_file::fail(const sqlite_error& e) {
    db_.reset();
    throw sqlite_error{fmt::format("{}: {}", path_, e.what())};
}

bool sqlite_file::open(std::chrono::milliseconds patience) {
    if (db_ && db_->has_moved()) db_.reset();
    if (db_) return false;
    try {
        open_anew(patience);
    } catch (const sqlite_error& e) {
        fail(e);
    }
    return true;
}

void sqlite_file::open_anew(std::chrono::milliseconds patience) {
    if (vfs_ == nullptr) make_folder_of(path_);
    const bool is_checked = size_of(path_) <= checked_up_to_;
    db_.emplace(path_, patience, vfs_);
    if (is_checked)
        if (const std::string found = db_->text("pragma quick_check(1)"); found != "ok")
            throw sqlite_error{fmt::format("it is damaged ({}); move it away, and a new one is made", found)};
    migrate(*db_, tables_);
}

}  // namespace hm::daemon
