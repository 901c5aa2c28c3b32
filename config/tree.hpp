// YAML text → a tree of our own: scalars, maps and sequences with their places. On the way of the data it
// stands between the bytes and the readers. The only file that talks to yaml-cpp; it refuses what the
// language does not use (aliases, anchors, tags, merge keys, duplicate keys, a second document) and
// interprets nothing: a scalar stays text.
#pragma once

#include "config/report.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hm::config {

struct member;

struct node {
    // broken: something wrong stands there, which has been reported; readers stay silent about it.
    enum class kind : std::uint8_t { null, scalar, map, sequence, broken };

    kind what = kind::null;
    bool is_quoted = false;       // a scalar in quotes, or a block of text
    place at;                     // of the value; of the key when there is no value
    std::string text;             // scalar
    std::vector<member> members;  // map: keys are unique, in the order of the file
    std::vector<node> items;      // sequence

    const member* find(std::string_view key) const;
};

struct member {
    std::string key;
    place key_at;
    node value;
};

struct tree_limits {
    std::size_t bytes = max_file_bytes;
    std::size_t nodes = 10'000'000;  // values, keys not counted
    std::size_t depth = 32;          // maps and sequences within each other
    bool may_be_empty = false;       // an empty text is a map without members
};

// The text without its UTF-8 byte order mark: what `report` and `parse_tree` are to be given.
std::string_view without_bom(std::string_view text);

// The top-level map. Absent when there is no tree to read on with; the report then says why. A tree that is
// returned may still have had errors. `file`: which of the report's texts it is.
std::optional<node> parse_tree(std::string_view text, report& out, const tree_limits& limits = {},
                               file_number file = 0);

// "a map", "text", …: what stands there, for messages.
std::string_view describe(node::kind k);

}  // namespace hm::config
