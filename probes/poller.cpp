#include "probes/poller.hpp"

#include <sys/epoll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

namespace hm::probes {

using boost::system::error_code;

namespace {

// Sockets told of at once. More are told of in the next round, and after so many rounds it is others' turn.
constexpr int batch = 256;
constexpr int most_rounds = 8;

int new_epoll() {
    const int fd = ::epoll_create1(EPOLL_CLOEXEC);
    if (fd < 0) throw std::system_error{errno, std::system_category(), "epoll"};
    return fd;
}

std::uint32_t events_for(poller::socket::wants what) {
    const std::uint32_t bytes = EPOLLIN | EPOLLRDHUP | EPOLLET;
    return what == poller::socket::wants::bytes ? bytes : bytes | EPOLLOUT;
}

}  // namespace

poller::poller(boost::asio::io_context& io) : epoll_(io, new_epoll()) {
    await();
}

poller::~poller() {
    stop();
}

void poller::stop() {
    if (std::exchange(stopped_, true)) return;
    for (place& p : places_) p.who.reset();
    error_code ignored;
    epoll_.cancel(ignored);
}

std::uint32_t poller::take_place() {
    if (free_.empty()) {
        free_.push_back(static_cast<std::uint32_t>(places_.size()));
        places_.emplace_back();
    }
    const std::uint32_t p = free_.back();
    free_.pop_back();
    return p;
}

void poller::free_place(std::uint32_t p) {
    const std::shared_ptr<pollable> last = std::move(places_[p].who);  // it may own what is closed here
    ++places_[p].times_used;
    free_.push_back(p);
}

void poller::await() {
    epoll_.async_wait(boost::asio::posix::stream_descriptor::wait_read, [this](const error_code& error) {
        if (error || stopped_) return;
        tell();
        if (!stopped_) await();
    });
}

void poller::tell() {
    std::array<epoll_event, batch> events;
    for (int round = 0; round < most_rounds; ++round) {
        const int ready = ::epoll_wait(epoll_.native_handle(), events.data(), batch, 0);
        for (int i = 0; i < ready; ++i) {
            const epoll_event& event = events[static_cast<std::size_t>(i)];
            const std::uint64_t of = event.data.u64;
            const auto p = static_cast<std::uint32_t>(of);
            if (tag(p) != of) continue;
            const std::shared_ptr<pollable> who = places_[p].who;
            if (who) who->on_ready((event.events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0);
            if (stopped_) return;
        }
        if (ready < batch) return;
    }
}

poller::socket& poller::socket::operator=(socket&& other) noexcept {
    if (this == &other) return *this;
    close();
    by_ = other.by_;
    fd_ = std::exchange(other.fd_, -1);
    place_ = std::exchange(other.place_, none);
    registered_ = other.registered_;
    return *this;
}

error_code poller::socket::watch(std::shared_ptr<pollable> who, wants what) {
    const bool is_new = place_ == none;
    if (is_new) place_ = by_->take_place();
    by_->places_[place_].who = std::move(who);
    if (!is_new && (what == registered_ || registered_ == wants::bytes_and_room)) return {};
    epoll_event event{};
    event.events = events_for(what);
    event.data.u64 = by_->tag(place_);
    registered_ = what;
    if (::epoll_ctl(by_->epoll_.native_handle(), is_new ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, fd_, &event) == 0)
        return {};
    return {errno, boost::system::system_category()};
}

void poller::socket::leave() {
    if (place_ != none) by_->places_[place_].who.reset();
}

// Closing takes it out of the epoll.
void poller::socket::close() {
    if (fd_ < 0) return;
    ::close(std::exchange(fd_, -1));
    if (place_ != none) by_->free_place(std::exchange(place_, none));
}

}  // namespace hm::probes
