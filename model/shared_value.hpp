// A value that many hold and nobody changes: kept once, compared by what it is. Null is a value, too.
#pragma once

#include <memory>
#include <utility>

namespace hm::model {

template <class T>
class shared_value {
public:
    shared_value() = default;
    shared_value(T what) : held_(std::make_shared<const T>(std::move(what))) {}

    explicit operator bool() const { return held_ != nullptr; }
    const T& operator*() const { return *held_; }
    const T* operator->() const { return held_.get(); }
    const T* get() const { return held_.get(); }

    friend bool operator==(const shared_value& a, const shared_value& b) {
        if (a.held_ == b.held_) return true;
        return a.held_ && b.held_ && *a.held_ == *b.held_;
    }

private:
    std::shared_ptr<const T> held_;
};

}  // namespace hm::model
