// One thread that reads health (answer, serve) as core's publisher sees it: two one-slot mailboxes, and the
// view that the thread itself updates from them. Old pictures go back to core to die, so that freeing 100,000
// rows never delays an answer.
#pragma once

#include "daemon/core.hpp"
#include "daemon/mailbox.hpp"
#include "daemon/view.hpp"

#include <boost/asio/io_context.hpp>

#include <atomic>
#include <functional>
#include <memory>

namespace hm::daemon {

// Who skipped `missed`: what changed there is news for him still.
std::shared_ptr<const model::snapshot> with_changes_of(const model::snapshot& missed,
                                                       const model::snapshot& latest);

class reader {
public:
    enum class wants { verdicts, everything };

    reader(boost::asio::io_context& own, boost::asio::io_context& core, wants what);

    // --- core's thread
    void publish(const std::shared_ptr<const model::verdict_table>& verdicts);
    void publish(const std::shared_ptr<const model::snapshot>& snapshot);

    // --- the reader's thread
    const view& state() const { return view_; }
    void on_verdicts(std::function<void(const view&)> listener) { on_verdicts_ = std::move(listener); }
    void on_snapshot(std::function<void(const view&)> listener) { on_snapshot_ = std::move(listener); }

private:
    using verdicts_ptr = std::shared_ptr<const model::verdict_table>;
    using snapshot_ptr = std::shared_ptr<const model::snapshot>;

    void take_verdicts();
    void take_snapshot();
    template <class Old>
    void bury(Old old);

    boost::asio::io_context& own_;
    boost::asio::io_context& core_;
    const wants what_;
    mailbox<verdicts_ptr> verdicts_;
    mailbox<snapshot_ptr> snapshots_;
    std::atomic<bool> awake_{false};  // a wake for snapshots_ is under way
    view view_;
    std::function<void(const view&)> on_verdicts_, on_snapshot_;
};

}  // namespace hm::daemon
