// Runs an io_context until something is true, within a limit.
#pragma once

#include <boost/asio/io_context.hpp>

#include <chrono>

namespace hm::test {

inline constexpr std::chrono::seconds longest_wait{20};

// False when the limit passed first.
template <class Condition>
bool run_until(boost::asio::io_context& io, Condition holds, std::chrono::milliseconds limit = longest_wait) {
    const auto end = std::chrono::steady_clock::now() + limit;
    while (!holds()) {
        if (std::chrono::steady_clock::now() >= end) return false;
        io.restart();
        io.run_one_for(std::chrono::milliseconds{20});
    }
    return true;
}

}  // namespace hm::test
