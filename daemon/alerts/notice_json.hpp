// What people and programs are told of an incident, as JSON: a notice in full, the body of a webhook with its
// placeholders filled in, and what Alertmanager takes.
#pragma once

#include "model/alerts/placeholders.hpp"

#include <span>
#include <string>
#include <string_view>

namespace hm::daemon {

class json_writer;

// One thing to tell.
struct telling {
    model::alerts::notice what;
    model::alerts::wish how = model::alerts::wish::none;  // none: a test
};

// {"version":1,"status":"firing","summary":…}: what a command reads, and a webhook gets that has no body of
// its own. A member that is empty is left out.
std::string notice_json(const telling& t);
// The same members, into an object that is open.
void write_notice(json_writer& w, const model::alerts::notice& n);

// `body`: JSON as config/ made it, with {{placeholders}} in its texts.
std::string filled_body(std::string_view body, const telling& t);

// The body of POST /api/v2/alerts. What goes on is to be forgotten at `until` unless it is told again.
std::string alertmanager_json(std::span<const telling> all, model::wall_time until);

}  // namespace hm::daemon
