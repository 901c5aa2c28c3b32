// The picture as a whole: the root, the regions with their verdicts, and the flows × regions matrix. One
// answer is all that the dashboard needs to draw its first page.
#pragma once

#include "daemon/outputs/context.hpp"
#include "daemon/outputs/json_writer.hpp"

#include <string>

namespace hm::daemon {

// As the value of a key, or as a whole document.
void write_status(json_writer& w, const output_context& context, const model::snapshot& s);
void write_regions(json_writer& w, const model::snapshot& s);
// The windows that are under way.
void write_maintenance(json_writer& w, const model::snapshot& s);
// `at`: when the table that it is from was made.
void write_verdict(json_writer& w, const model::region_verdict& v, model::moment at);

std::string status_json(const output_context& context, const model::snapshot& s);
std::string regions_json(const model::snapshot& s);

}  // namespace hm::daemon
