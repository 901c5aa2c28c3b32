// Takes comments from event-hubs and writes them to cosmos-db. A message is completed only once it is stored;
// where storing fails, its lease runs out and it is tried again, while the worker backs off. So nothing is
// lost, and an outage of the database is seen as a backlog. What probes have sent is told by its marker: it
// never becomes a comment, is never tried twice, and does not count in the figures.
#pragma once

#include "test/contoso/common/task_group.hpp"
#include "test/contoso/stamp/announcer.hpp"
#include "test/contoso/stamp/cached_secret.hpp"
#include "test/contoso/stamp/comment_message.hpp"
#include "test/contoso/stamp/dependency.hpp"
#include "test/contoso/stamp/service.hpp"
#include "test/contoso/stamp/sliding_window.hpp"

#include <boost/asio/io_context.hpp>

namespace contoso {

class background_processor : public service {
public:
    static constexpr int workers = 4;
    static constexpr milliseconds poll_every{50};  // while the queue is empty

    struct dependencies {
        dependency event_hubs;
        dependency cosmos_db;
        dependency key_vault;
        announcer announcements;
    };
    background_processor(boost::asio::io_context& loop, dependencies needed, clock::duration window);

    boost::asio::awaitable<http::response> answer(http::request asked) override;
    void record(const exchange&) override {}  // its work is not the requests it answers
    figures stats(time_point now) const override;
    void start() override;
    void stop() override { tasks_.cancel(); }
    // Wrong, it still measures itself, and reads no message: what only an end-to-end check notices.
    void stand_still(bool still) override { still_ = still; }

private:
    enum class outcome { nothing_to_do, done, failed };

    boost::asio::awaitable<void> work();
    boost::asio::awaitable<outcome> work_once();
    boost::asio::awaitable<outcome> process(boost::json::object received);
    boost::asio::awaitable<outcome> store(boost::json::object sealed);
    boost::asio::awaitable<outcome> store_probe(comment_message message);
    boost::asio::awaitable<outcome> store_comment(comment_message message);
    boost::asio::awaitable<void> announce(comment_message message);

    dependency event_hubs_;
    dependency cosmos_db_;
    cached_secret signing_key_;
    announcer announcer_;
    task_group tasks_;
    bool still_ = false;
    sliding_window queued_, processed_, succeeded_, failed_, unannounced_;
};

}  // namespace contoso
