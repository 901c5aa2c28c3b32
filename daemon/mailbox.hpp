// A one-slot mailbox between two threads: the writer leaves the latest value, the reader takes it. Never
// blocks, never grows. The writer learns whether the reader has to be woken: not when an untaken value was
// still there, a wake is under way then.
#pragma once

#include <atomic>
#include <memory>

namespace hm::daemon {

template <class T>
class mailbox {
public:
    mailbox() = default;
    ~mailbox() { delete slot_.load(std::memory_order_acquire); }
    mailbox(const mailbox&) = delete;
    mailbox& operator=(const mailbox&) = delete;

    // Returns true when the slot was empty.
    bool put(std::unique_ptr<T> value) {
        const std::unique_ptr<T> displaced{slot_.exchange(value.release(), std::memory_order_acq_rel)};
        return !displaced;
    }

    // Empty when nothing new is there.
    std::unique_ptr<T> take() {
        return std::unique_ptr<T>{slot_.exchange(nullptr, std::memory_order_acq_rel)};
    }

private:
    std::atomic<T*> slot_{nullptr};
};

}  // namespace hm::daemon
