// Where questions about the past arrive, on the serve thread: they go to hm-history, and the answer comes
// back as a post. Never waits itself; who asks is told after a while that there is no answer.
#pragma once

#include "daemon/history/history_keeper.hpp"

#include <boost/asio/io_context.hpp>

#include <functional>
#include <memory>

namespace hm::daemon {

class history_desk {
public:
    static constexpr std::chrono::seconds patience{5};
    static constexpr std::size_t max_waiting = 32;  // one more is refused at once

    // `keeper` may be null: there is no history then.
    history_desk(boost::asio::io_context& own, history_keeper* keeper);

    bool keeps_any() const { return keeper_ != nullptr; }
    // `done` is called once, later or at once, on the desk's thread.
    void ask(history_keeper::question what, std::function<void(const past_answer&)> done);

    history_health health() const { return keeper_->health(); }
    const history_bounds& bounds() const { return keeper_->bounds(); }

private:
    class wish;
    boost::asio::io_context& own_;
    history_keeper* keeper_;
    std::shared_ptr<std::size_t> waiting_ = std::make_shared<std::size_t>(0);
};

}  // namespace hm::daemon
