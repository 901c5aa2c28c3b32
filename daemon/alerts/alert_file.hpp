// The incidents that are under way, or of which somebody still has to hear, in a SQLite file of their own: a
// row each. Beside state.sqlite, so that an operator's word never waits for them and neither is lost with the
// other. Without a thread and without patience; alert_keeper has those.
#pragma once

#include "daemon/store/sqlite_file.hpp"

#include <map>
#include <optional>
#include <string>

namespace hm::daemon {

// By the id of the incident.
using incident_texts = std::map<std::string, std::string>;

// All functions throw sqlite_error, and close the file then: the next call opens it anew, by its name.
class alert_file {
public:
    // `vfs`: of a test.
    explicit alert_file(std::string path, const char* vfs = nullptr);

    const std::string& path() const { return file_.path(); }
    incident_texts read();
    // On the disk when it returns: these and no others. Only what differs is written.
    void write(const incident_texts& all);

private:
    void open();

    sqlite_file file_;
    std::optional<incident_texts> written_;  // as they are on the disk; absent: nobody knows
};

}  // namespace hm::daemon
