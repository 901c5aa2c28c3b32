// The catalog as documents of three kinds: items, comments, and what probes have written. One connection, to
// be used by one thread at a time; several of them may share the same store. No HTTP here, and no user ever
// sees a probe's.
#pragma once

#include "test/contoso/stamp/sqlite.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <optional>

namespace contoso {

struct comment {
    std::string id;  // given by the catalog API; the same one twice is stored once
    std::string author;
    std::string text;
};

class documents {
public:
    static constexpr std::int64_t max_comments_per_item = 200;  // the oldest go first

    explicit documents(const std::string& uri);  // creates and fills the store where it is new

    std::string today();
    boost::json::array items();
    std::optional<boost::json::object> item(std::string_view id);
    std::optional<boost::json::array> comments(std::string_view item);  // newest first; absent: no such item
    bool add_comment(std::string_view item, const comment& written);    // false: no such item

    void write_probe(std::string_view id, std::int64_t expires_unix_ms);
    bool has_probe(std::string_view id);
    void remove_probe(std::string_view id);
    int sweep(std::int64_t now_unix_ms);  // how many had outlived their time

private:
    void fill();

    sqlite::database db_;
};

}  // namespace contoso
