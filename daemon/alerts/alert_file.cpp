#include "daemon/alerts/alert_file.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace hm::daemon {

namespace {

constexpr int table_version = 1;

// For its owner alone, as the store makes it: whoever is first.
void make_folder_of(const std::string& path) {
    const auto folder = std::filesystem::path{path}.parent_path();
    std::error_code ec, none;
    if (folder.empty() || std::filesystem::exists(folder, none)) return;
    std::filesystem::create_directories(folder, ec);
    if (ec && !std::filesystem::exists(folder, none))
        throw sqlite_error{fmt::format("{} cannot be made: {}", folder.string(), ec.message())};
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all, ec);
}

void make_tables(database& db) {
    const auto has = static_cast<int>(db.number("pragma user_version"));
    if (has > table_version)
        throw sqlite_error{
            fmt::format("a newer version of the program wrote it (its tables have version {}, ours {})", has,
                        table_version)};
    if (has == table_version) return;
    db.transaction([&] {
        db.execute("create table incident (id text primary key, record text not null) strict, without rowid");
        db.execute(fmt::format("pragma user_version = {}", table_version).c_str());
    });
}

}  // namespace

alert_file::alert_file(std::string path, const char* vfs) : path_(std::move(path)), vfs_(vfs) {}

// Whatever goes wrong with the file, the next call begins anew.
template <class Work>
auto alert_file::guarded(Work&& work) {
    try {
        return work();
    } catch (const sqlite_error& e) {
        db_.reset();
        written_.reset();
        throw sqlite_error{fmt::format("{}: {}", path_, e.what())};
    }
}

void alert_file::open() {
    if (db_ && !db_->has_moved()) return;
    db_.reset();
    written_.reset();
    if (vfs_ == nullptr) make_folder_of(path_);
    db_.emplace(path_, std::chrono::milliseconds{0}, vfs_);
    if (const std::string found = db_->text("pragma quick_check(1)"); found != "ok")
        throw sqlite_error{fmt::format("it is damaged ({}); move it away, and a new one is made", found)};
    make_tables(*db_);
}

incident_texts alert_file::read() {
    return guarded([&] {
        open();
        incident_texts all;
        statement rows{*db_, "select id, record from incident"};
        while (rows.step()) {
            const std::string id = rows.text();
            all[id] = rows.text();
        }
        written_ = all;
        return all;
    });
}

void alert_file::write(const incident_texts& all) {
    guarded([&] {
        open();
        if (written_ == all) return;
        db_->transaction([&] { put(all); });
        // While we wrote, too: what went into a file without a name is lost.
        if (db_->has_moved()) throw sqlite_error{"the file was removed or replaced"};
        written_ = all;
    });
}

void alert_file::put(const incident_texts& all) {
    if (!written_) db_->execute("delete from incident");
    const incident_texts before = written_.value_or(incident_texts{});
    statement insert{*db_, "insert or replace into incident (id, record) values (?, ?)"};
    for (const auto& [id, record] : all) {
        const auto was = before.find(id);
        if (was == before.end() || was->second != record) insert.bind(id).bind(record).run();
    }
    statement remove{*db_, "delete from incident where id = ?"};
    for (const auto& [id, record] : before)
        if (!all.contains(id)) remove.bind(id).run();
}

}  // namespace hm::daemon
