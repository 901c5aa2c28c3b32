#include "test/contoso/stamp/documents.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace contoso {

namespace json = boost::json;

namespace {

constexpr const char* schema = R"(
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    CREATE TABLE IF NOT EXISTS documents (
        id      TEXT PRIMARY KEY,
        kind    TEXT NOT NULL CHECK (kind IN ('item', 'comment', 'probe')),
        item    TEXT,                -- of a comment
        body    TEXT NOT NULL,
        expires INTEGER              -- of a probe, Unix milliseconds
    );
    CREATE INDEX IF NOT EXISTS by_kind ON documents (kind, item);
)";

struct shoe {
    std::string_view name;
    int price_cents;
};

constexpr shoe range[] = {
    {"Alpine Trail", 14'990}, {"Harbour Deck", 8'990},  {"City Runner", 11'990}, {"Studio Slip", 5'990},
    {"Rain Walker", 12'490},  {"Court Classic", 9'490}, {"Moor Boot", 17'990},   {"Summer Espadrille", 4'990},
    {"Winter Felt", 7'990},   {"Road Racer", 15'990},   {"Garden Clog", 3'990},  {"Evening Oxford", 19'990},
};

json::array bodies(sqlite::statement& rows) {
    json::array found;
    while (rows.step()) found.push_back(json::parse(rows.text(0)));
    return found;
}

}  // namespace

documents::documents(const std::string& uri) : db_(uri) {
    db_.execute(schema);
    fill();
}

void documents::fill() {
    int number = 0;
    for (const auto& [name, price] : range) {
        const std::string id = std::to_string(++number);
        json::object body;
        body["id"] = id;
        body["name"] = name;
        body["price_cents"] = price;
        sqlite::statement(
            db_, "INSERT OR IGNORE INTO documents (id, kind, body) VALUES ('item-' || ?1, 'item', ?2)")
            .bind(1, id)
            .bind(2, json::serialize(body))
            .step();
    }
}

std::string documents::today() {
    sqlite::statement date(db_, "SELECT date()");
    date.step();
    return date.text(0);
}

json::array documents::items() {
    sqlite::statement rows(db_, "SELECT body FROM documents WHERE kind = 'item' ORDER BY rowid");
    return bodies(rows);
}

std::optional<json::object> documents::item(std::string_view id) {
    sqlite::statement rows(db_, "SELECT body FROM documents WHERE id = 'item-' || ?1 AND kind = 'item'");
    rows.bind(1, id);
    if (!rows.step()) return std::nullopt;
    return json::parse(rows.text(0)).as_object();
}

std::optional<json::array> documents::comments(std::string_view item_id) {
    if (!item(item_id)) return std::nullopt;
    sqlite::statement rows(
        db_, "SELECT body FROM documents WHERE kind = 'comment' AND item = ?1 ORDER BY rowid DESC");
    rows.bind(1, item_id);
    return bodies(rows);
}

bool documents::add_comment(std::string_view item_id, const comment& written) {
    if (!item(item_id)) return false;
    json::object body;
    body["id"] = written.id;
    body["author"] = written.author;
    body["text"] = written.text;
    sqlite::statement(db_,
                      "INSERT OR IGNORE INTO documents (id, kind, item, body)"
                      " VALUES ('comment-' || ?1, 'comment', ?2, ?3)")
        .bind(1, written.id)
        .bind(2, item_id)
        .bind(3, json::serialize(body))
        .step();
    sqlite::statement(db_,
                      "DELETE FROM documents WHERE rowid IN (SELECT rowid FROM documents"
                      " WHERE kind = 'comment' AND item = ?1 ORDER BY rowid DESC LIMIT -1 OFFSET ?2)")
        .bind(1, item_id)
        .bind(2, max_comments_per_item)
        .step();
    return true;
}

void documents::write_probe(std::string_view id, std::int64_t expires_unix_ms) {
    sqlite::statement(db_,
                      "INSERT OR REPLACE INTO documents (id, kind, body, expires)"
                      " VALUES ('probe-' || ?1, 'probe', '{}', ?2)")
        .bind(1, id)
        .bind(2, expires_unix_ms)
        .step();
}

bool documents::has_probe(std::string_view id) {
    sqlite::statement rows(db_, "SELECT 1 FROM documents WHERE id = 'probe-' || ?1 AND kind = 'probe'");
    rows.bind(1, id);
    return rows.step();
}

void documents::remove_probe(std::string_view id) {
    sqlite::statement(db_, "DELETE FROM documents WHERE id = 'probe-' || ?1 AND kind = 'probe'")
        .bind(1, id)
        .step();
}

int documents::sweep(std::int64_t now_unix_ms) {
    sqlite::statement(db_, "DELETE FROM documents WHERE kind = 'probe' AND expires <= ?1")
        .bind(1, now_unix_ms)
        .step();
    return db_.changes();
}

}  // namespace contoso
