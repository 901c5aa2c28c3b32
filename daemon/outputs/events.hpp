// /api/v1/events: server-sent events for whoever wants to see changes as they happen. One `snapshot` with
// everything on connect and a `heartbeat`, then an `update` for every published snapshot with what changed,
// rendered once for all subscribers, before it `override_begun` and `override_over` where that happened, and
// a `heartbeat` so that a page knows that silence means "no change". A subscriber that cannot keep up is
// dropped; it comes back by itself and gets a whole picture.
#pragma once

#include "daemon/http/response.hpp"
#include "daemon/outputs/context.hpp"

#include <memory>
#include <string>
#include <vector>

namespace boost::asio {
class io_context;
}

namespace hm::daemon {

inline constexpr std::size_t max_subscribers = 256;
// Beyond this a snapshot event leaves out healthy nodes, and says so.
inline constexpr std::size_t max_snapshot_nodes = 10'000;
inline constexpr std::chrono::seconds heartbeat_every{10};

class events_hub {
public:
    events_hub(boost::asio::io_context& io, const output_context& context);
    ~events_hub();
    events_hub(const events_hub&) = delete;
    events_hub& operator=(const events_hub&) = delete;

    void start();  // heartbeats
    void stop();   // ends every stream

    // The view holds a new snapshot. On the loop's thread, like everything here.
    void published(const view& now);
    void heartbeat();

    http::response subscribe();
    std::size_t subscribers() const { return streams_.size(); }

private:
    void admit(std::shared_ptr<http::stream> fresh);
    void send(const http::shared_text& event);

    class timer;
    const output_context& context_;
    std::unique_ptr<timer> timer_;
    std::shared_ptr<const model::snapshot> last_;  // what the subscribers know
    http::shared_text whole_;                      // the snapshot event of `last_`, once somebody asked
    std::vector<std::shared_ptr<http::stream>> streams_;
};

// The events' texts.
std::string snapshot_event(const output_context& context, const model::snapshot& s);
std::string update_event(const model::snapshot& before, const model::snapshot& s);
// Empty when the same are in force.
std::string override_events(const model::snapshot& before, const model::snapshot& s);
std::string heartbeat_event(const output_context& context, const model::snapshot& s);

}  // namespace hm::daemon
