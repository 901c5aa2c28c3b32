// One vertex as JSON, in three sizes: brief (in lists, in the matrix, in events), full (with contributions
// and blame), and as the tree below it.
#pragma once

#include "daemon/outputs/json_writer.hpp"
#include "model/snapshot.hpp"

#include <string>
#include <string_view>

namespace hm::daemon {

// The most nodes of one tree; a larger one says "truncated".
inline constexpr std::size_t max_tree_nodes = 2000;

// A member of an open object: the state by its name, and its class beside it when the model has states of its
// own.
void write_state(json_writer& w, std::string_view key, const model::graph& g, model::grade state);

// The members of an open object: id, kind, entity, region, state, score, since, reason, impaired,
// maintenance, overrides.
void write_brief(json_writer& w, const model::snapshot& s, model::vertex_id id);

std::string node_json(const model::snapshot& s, model::vertex_id id);

// Why it is as it is: contributions, the rungs that fired, counts, blame.
std::string explain_json(const model::snapshot& s, model::vertex_id id);

// {"root": id, "nodes": [brief + "children": [{id, impact, essential}]]}: every node below once, nearest
// first.
std::string tree_json(const model::snapshot& s, model::vertex_id root);

}  // namespace hm::daemon
