#include "daemon/reader.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <iterator>

namespace hm::daemon {

std::shared_ptr<const model::snapshot> with_changes_of(const model::snapshot& missed,
                                                       const model::snapshot& latest) {
    if (missed.generation != latest.generation) return std::make_shared<const model::snapshot>(latest);
    auto merged = std::make_shared<model::snapshot>(latest);
    merged->changed.clear();
    std::set_union(missed.changed.begin(), missed.changed.end(), latest.changed.begin(), latest.changed.end(),
                   std::back_inserter(merged->changed));
    return merged;
}

reader::reader(boost::asio::io_context& own, boost::asio::io_context& core, wants what)
    : own_(own), core_(core), what_(what) {}

void reader::publish(const verdicts_ptr& verdicts) {
    if (verdicts_.put(std::make_unique<verdicts_ptr>(verdicts)))
        boost::asio::post(own_, [this] { take_verdicts(); });
}

void reader::publish(const snapshot_ptr& snapshot) {
    if (what_ == wants::verdicts) return;
    const auto missed = snapshots_.take();
    const auto latest = missed ? with_changes_of(**missed, *snapshot) : snapshot;
    snapshots_.put(std::make_unique<snapshot_ptr>(latest));
    if (!awake_.exchange(true, std::memory_order_acq_rel))
        boost::asio::post(own_, [this] { take_snapshot(); });
}

void reader::take_verdicts() {
    auto latest = verdicts_.take();
    if (!latest) return;
    bury(std::exchange(view_.verdicts, std::move(*latest)));
    if (on_verdicts_) on_verdicts_(view_);
}

void reader::take_snapshot() {
    awake_.store(false, std::memory_order_release);  // before the look: what comes later wakes us again
    auto latest = snapshots_.take();
    if (!latest) return;
    bury(std::exchange(view_.snapshot, std::move(*latest)));
    if (on_snapshot_) on_snapshot_(view_);
}

template <class Old>
void reader::bury(Old old) {
    if (old) boost::asio::post(core_, [old = std::move(old)] {});
}

}  // namespace hm::daemon
