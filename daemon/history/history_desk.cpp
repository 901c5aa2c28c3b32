#include "daemon/history/history_desk.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <utility>

namespace hm::daemon {

// One question under way, on the desk's thread: whatever comes first, the answer or the end of our patience.
class history_desk::wish : public std::enable_shared_from_this<wish> {
public:
    wish(boost::asio::io_context& io, std::function<void(const past_answer&)> done)
        : timer_(io), done_(std::move(done)) {}

    void wait() {
        timer_.expires_after(patience);
        timer_.async_wait([self = shared_from_this()](boost::system::error_code ec) {
            if (!ec) self->finish({503, "the history does not answer: its disk is slow"});
        });
    }
    void finish(const past_answer& a) {
        if (!done_) return;
        timer_.cancel();
        std::exchange(done_, {})(a);
    }

private:
    boost::asio::steady_timer timer_;
    std::function<void(const past_answer&)> done_;
};

history_desk::history_desk(boost::asio::io_context& own, history_keeper* keeper)
    : own_(own), keeper_(keeper) {}

void history_desk::ask(history_keeper::question what, std::function<void(const past_answer&)> done) {
    if (*waiting_ >= max_waiting) return done({503, "too many questions about the past wait already"});
    ++*waiting_;
    const auto w = std::make_shared<wish>(own_, std::move(done));
    w->wait();
    keeper_->ask(std::move(what), [&own = own_, w, waiting = waiting_](past_answer a) {
        boost::asio::post(own, [w, waiting, a = std::move(a)] {
            --*waiting;
            w->finish(a);
        });
    });
}

}  // namespace hm::daemon
