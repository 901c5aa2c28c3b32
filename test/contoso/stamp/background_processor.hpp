// Takes comments from event-hubs and writes them to cosmos-db. A message is completed only once it is stored;
// where storing fails, its lease runs out and it is tried again, while the worker backs off. So nothing is
// lost, and an outage of the database is seen as a backlog.
#pragma once

#include "test/contoso/common/task_group.hpp"
#include "test/contoso/stamp/cached_secret.hpp"
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
    };
    background_processor(boost::asio::io_context& loop, dependencies needed, clock::duration window);

    boost::asio::awaitable<http::response> answer(http::request asked) override;
    void record(const exchange&) override {}  // its work is not the requests it answers
    figures stats(time_point now) const override;
    void start() override;
    void stop() override { tasks_.cancel(); }

private:
    enum class outcome { nothing_to_do, done, failed };

    boost::asio::awaitable<void> work();
    boost::asio::awaitable<outcome> work_once();
    boost::asio::awaitable<outcome> process(boost::json::object received);
    boost::asio::awaitable<outcome> store(boost::json::object sealed);

    dependency event_hubs_;
    dependency cosmos_db_;
    cached_secret signing_key_;
    task_group tasks_;
    sliding_window queued_, processed_, succeeded_, failed_;
};

}  // namespace contoso
