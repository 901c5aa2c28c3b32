// All of alerts, as the engine sees it: the thread hm-alerts with its reader of pictures, the desk that works
// on it, and the keeper of its file. Without sinks it starts nothing, and nobody looks.
#pragma once

#include "config/settings.hpp"
#include "daemon/alerts/alert_desk.hpp"
#include "daemon/alerts/alert_keeper.hpp"
#include "daemon/alerts/own_trouble.hpp"
#include "daemon/loop_thread.hpp"
#include "daemon/reader.hpp"

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace hm::daemon {

class alerting {
public:
    // What alerts go by beside the picture. Asked on hm-alerts.
    struct sources {
        std::function<std::optional<store_health>()> store;  // absent: there is none
        std::function<std::vector<const probes::shard_stats*>()> shards;
        // The one of this number, or null when it is no longer in use.
        std::function<std::shared_ptr<const generation>(std::uint64_t number)> in_use;
    };

    alerting(const config::settings& settings, boost::asio::io_context& core, sources from);

    alert_desk* desk() const { return desk_.get(); }  // null without sinks

    void start();
    // Nothing new is begun. end() waits for it, and then for the file.
    void stop();
    void end(std::chrono::milliseconds limit);

    // --- core's thread
    void publish(const std::shared_ptr<const model::verdict_table>& verdicts);
    void publish(const std::shared_ptr<const model::snapshot>& snapshot);

private:
    model::alerts::reported beside_the_picture(const model::snapshot& s);

    const sources from_;
    const bool about_certificates_;  // some rule is
    loop_thread thread_;             // ended before anything else is destroyed
    reader pictures_;
    own_trouble trouble_;  // the thread's
    std::unique_ptr<alert_keeper> keeper_;
    std::unique_ptr<alert_desk> desk_;
};

}  // namespace hm::daemon
