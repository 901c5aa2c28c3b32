#include "daemon/history/picture_queue.hpp"

#include "daemon/reader.hpp"

#include <utility>

namespace hm::daemon {

bool picture_queue::put(picture p) {
    const std::lock_guard lock{mutex_};
    const bool fits = waiting_.empty() ||
                      (waiting_.size() < capacity && changed_rows_ + p->changed.size() <= max_changed_rows);
    if (fits) {
        changed_rows_ += p->changed.size();
        waiting_.push_back({std::move(p)});
    } else {
        taken& last = waiting_.back();
        changed_rows_ -= last.what->changed.size();
        last = {with_changes_of(*last.what, *p), true};
        changed_rows_ += last.what->changed.size();
        ++merged_;
    }
    return waiting_.size() >= capacity / 2 || changed_rows_ >= max_changed_rows / 2;
}

picture_queue::taken picture_queue::take() {
    const std::lock_guard lock{mutex_};
    if (waiting_.empty()) return {};
    taken first = std::move(waiting_.front());
    waiting_.pop_front();
    changed_rows_ -= first.what->changed.size();
    return first;
}

bool picture_queue::empty() const {
    const std::lock_guard lock{mutex_};
    return waiting_.empty();
}

std::uint64_t picture_queue::merged() const {
    const std::lock_guard lock{mutex_};
    return merged_;
}

}  // namespace hm::daemon
