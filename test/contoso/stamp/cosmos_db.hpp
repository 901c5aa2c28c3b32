// The document database behind HTTP. Reads and writes go their own ways, each with its own connection and
// thread, so that SQLite never holds up the loop, and neither holds up the other; one can break while the
// other works.
#pragma once

#include "test/contoso/common/task_group.hpp"
#include "test/contoso/stamp/documents.hpp"
#include "test/contoso/stamp/service.hpp"
#include "test/contoso/stamp/sliding_window.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>

namespace contoso {

class cosmos_db : public service {
public:
    // What `dtu_utilisation` is the busy share of: so many queries at the same time, all the time.
    static constexpr int capacity = 8;
    static constexpr std::int64_t max_ttl_s = 3'600;
    static constexpr std::size_t max_comment_bytes = 2'000;
    static constexpr milliseconds sweep_every{1'000};

    cosmos_db(boost::asio::io_context& loop, const std::string& uri, clock::duration window);
    ~cosmos_db() override;

    boost::asio::awaitable<http::response> answer(http::request asked) override;
    void record(const exchange& done) override;
    figures stats(time_point now) const override;
    void start() override;
    void stop() override { tasks_.cancel(); }

private:
    http::response ping(const http::request& asked);
    http::response items(const http::request& asked);
    http::response item(const http::request& asked);
    http::response comments(const http::request& asked);
    http::response add_comment(const http::request& asked);
    http::response write_probe(const http::request& asked);
    http::response find_probe(const http::request& asked);
    http::response remove_probe(const http::request& asked);

    boost::asio::awaitable<void> sweep();
    int sweep_now();
    double utilisation(time_point now) const;

    documents for_reading_, for_writing_;
    boost::asio::thread_pool reader_{1}, writer_{1};
    task_group tasks_;
    sliding_window reads_, writes_;
    std::int64_t last_probe_ = 0;  // the writer's
};

}  // namespace contoso
