// Users who come at a steady rate, however long their answers take (an open loop): a site that hangs meets as
// many as one that does not. About half keep their connection for another request, the others come anew.
#pragma once

#include "test/contoso/common/task_group.hpp"
#include "test/contoso/http/connection.hpp"
#include "test/contoso/load/plan.hpp"
#include "test/contoso/load/report.hpp"

#include <boost/asio/io_context.hpp>

#include <deque>
#include <optional>

namespace contoso {

struct load_options {
    std::vector<std::string> targets;  // "http://127.0.0.1:8080"; the rate is split among them
    double rate = 30;                  // requests per second
    double comment_share = 0.1;
    milliseconds timeout{3'000};  // of one request, from connecting to the last byte
    std::uint32_t seed = 1;
};

class users {
public:
    static constexpr std::size_t max_in_flight = 2'000;  // one more is skipped, and counted as such
    static constexpr std::size_t max_kept = 64;          // connections per target

    users(boost::asio::io_context& loop, load_options options);  // throws when a target cannot be resolved

    void start() { arrivals_.spawn(arrive()); }
    void stop() { arrivals_.cancel(); }  // nobody comes any more; who is there may finish
    void leave() { visits_.cancel(); }   // they do not
    std::size_t present() const { return visits_.size(); }

    const report& seen() const { return report_; }

private:
    struct site {
        std::string url;
        std::string host;
        boost::asio::ip::tcp::endpoint where;
        std::deque<http::connection> kept;
    };
    static site resolve(boost::asio::io_context& loop, const std::string& url);

    boost::asio::awaitable<void> arrive();
    boost::asio::awaitable<void> visit(site& at);
    boost::asio::awaitable<result> ask(site& at, action wanted);
    boost::asio::awaitable<std::optional<http::answer>> ask_kept(site& at, http::request asked,
                                                                 time_point deadline);

    std::optional<http::connection> take_kept(site& at);
    void keep(site& at, http::connection line);

    boost::asio::io_context& loop_;
    load_options options_;
    plan plan_;
    report report_;
    std::deque<site> sites_;
    task_group arrivals_, visits_;
};

}  // namespace contoso
