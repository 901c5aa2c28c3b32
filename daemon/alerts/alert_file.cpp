#include "daemon/alerts/alert_file.hpp"

#include <array>

namespace hm::daemon {

namespace {

constexpr std::array<const char*, 1> tables{
    "create table incident (id text primary key, record text not null) strict, without rowid"};

void put(database& db, const incident_texts& all, const std::optional<incident_texts>& written) {
    if (!written) db.execute("delete from incident");
    const incident_texts before = written.value_or(incident_texts{});
    statement insert{db, "insert or replace into incident (id, record) values (?, ?)"};
    for (const auto& [id, record] : all) {
        const auto was = before.find(id);
        if (was == before.end() || was->second != record) insert.bind(id).bind(record).run();
    }
    statement remove{db, "delete from incident where id = ?"};
    for (const auto& [id, record] : before)
        if (!all.contains(id)) remove.bind(id).run();
}

}  // namespace

alert_file::alert_file(std::string path, const char* vfs) : file_(std::move(path), tables, vfs) {}

// What was written is known of the file that is open alone.
void alert_file::open() {
    if (file_.open()) written_.reset();
}

incident_texts alert_file::read() {
    open();
    incident_texts all = file_.with([](database& db) {
        incident_texts found;
        statement rows{db, "select id, record from incident"};
        while (rows.step()) {
            const std::string id = rows.text();
            found[id] = rows.text();
        }
        return found;
    });
    written_ = all;
    return all;
}

void alert_file::write(const incident_texts& all) {
    open();
    if (written_ == all) return;
    file_.write([&](database& db) { put(db, all, written_); });
    written_ = all;
}

}  // namespace hm::daemon
