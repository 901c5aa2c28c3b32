// Everything about alerts on one thread, hm-alerts: it looks at the newest picture once a second, makes
// incidents of what it finds, writes them down, and sends them out. Nobody waits for it: a destination that
// is dead costs a retry now and then, and a disk that is dead the memory over a restart.
#pragma once

#include "config/settings.hpp"
#include "daemon/alerts/alert_picture.hpp"
#include "daemon/alerts/http_poster.hpp"
#include "daemon/alerts/sender.hpp"
#include "daemon/view.hpp"
#include "model/alerts/watcher.hpp"

#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hm::daemon {

// What came of a test: each destination of the sink, with its trouble; empty words: it was delivered.
using test_report = std::vector<std::pair<std::string, std::string>>;

class alert_desk {
public:
    static constexpr std::chrono::seconds pace{1};
    // A disk that neither writes nor fails is waited for so long; then the notice goes out all the same.
    static constexpr std::chrono::seconds patience{3};
    // What the daemon before us told should be known before anybody is told anything anew.
    static constexpr std::chrono::seconds recall_limit{10};

    struct sources {
        // What the picture does not show; asked on hm-alerts.
        std::function<model::alerts::reported(const model::snapshot&)> more;
        std::function<model::moment()> now;
    };

    // `state` belongs to the thread of `io`, and outlives the desk, as `keeper` does; null: nothing is kept.
    alert_desk(boost::asio::io_context& io, const config::settings& settings,
               const probes::resolver_options& dns, const view& state, alert_keeper* keeper, sources from);
    ~alert_desk();

    // On its thread.
    void start();
    void stop();

    // From any thread. Never null.
    std::shared_ptr<const alert_picture> picture() const;
    bool has_sink(const std::string& name) const;
    // Sends a notice that says it is a test to every destination of a sink; `done` is called on hm-alerts.
    void test(const std::string& sink, std::string by, std::function<void(test_report)> done);

private:
    struct courier {
        model::alerts::destination of;
        std::unique_ptr<sender> by;
        bool busy = false;
    };

    void add(const config::alert_sink& sink);
    void recalled(const incident_texts& found);
    void begin_to_look();
    void tick();
    void look();
    void follow_model(const model::snapshot& s);
    void note(const model::alerts::change& c, const model::snapshot& s);
    void note_in_log(const model::alerts::notice& n, std::string_view event) const;
    void write_down(std::function<void(bool)> done = {});
    void dispatch();
    void dispatch(courier& c);
    void write_down_and_send(courier& c, model::alerts::errand e);
    void send(courier& c, model::alerts::errand e);
    void came_back(courier& c, const model::alerts::errand& e, std::string trouble);
    void publish();
    void send_test(const std::string& sink, const std::string& by, std::function<void(test_report)> done);

    boost::asio::io_context& io_;
    const view& state_;
    alert_keeper* const keeper_;
    const sources from_;
    const std::string public_url_;
    const std::vector<model::alerts::rule> rules_;
    std::unique_ptr<http_poster> http_;  // null: no sink speaks it
    std::vector<courier> couriers_;      // never moved once started
    boost::asio::steady_timer timer_;

    model::alerts::machine machine_;
    std::optional<model::alerts::delivery_book> book_;
    std::optional<model::alerts::watcher> watcher_;
    std::map<std::string, std::uint64_t> begun_;
    bool looks_ = false, changed_ = false, stopped_ = false;

    mutable std::mutex picture_mutex_;  // held for a copy of the pointer
    std::shared_ptr<const alert_picture> picture_ = std::make_shared<const alert_picture>();
};

}  // namespace hm::daemon
