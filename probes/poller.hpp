// Waits for the sockets of many runs at once, by an epoll of its own that the io_context watches as a whole.
// Asio's own way costs five calls into the kernel a probe more: to make a socket non-blocking that is so
// already, and to register, re-arm for every wait, and deregister it. Here a socket is registered once, by
// edges, and a kept one never again.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/system/error_code.hpp>

#include <cstdint>
#include <memory>
#include <vector>

namespace hm::probes {

// Who waits for a socket. Told on the thread of the io_context: try to read, until less comes than there is
// room for (`ended`: until the end), and to send what could not be sent.
class pollable {
public:
    virtual void on_ready(bool ended) = 0;

protected:
    ~pollable() = default;
};

class poller {
public:
    explicit poller(boost::asio::io_context& io);
    ~poller();
    poller(const poller&) = delete;
    poller& operator=(const poller&) = delete;

    // Nobody is told any more, and nothing of this is left in the io_context.
    void stop();

    // A socket of its owner, closed with it. It must not outlive the poller.
    class socket {
    public:
        socket() = default;
        socket(poller& by, int fd) : by_(&by), fd_(fd) {}
        ~socket() { close(); }
        socket(socket&& other) noexcept { *this = std::move(other); }
        socket& operator=(socket&& other) noexcept;

        bool is_open() const { return fd_ >= 0; }
        int fd() const { return fd_; }

        enum class wants : std::uint8_t { bytes, bytes_and_room };

        // From now on `who` is told, and kept alive.
        boost::system::error_code watch(std::shared_ptr<pollable> who, wants what);
        // Nobody is told until somebody watches again: what came meanwhile must then be looked for.
        void leave();
        void close();

    private:
        static constexpr std::uint32_t none = 0xffffffff;

        poller* by_ = nullptr;
        int fd_ = -1;
        std::uint32_t place_ = none;
        wants registered_ = wants::bytes;
    };

private:
    struct place {
        std::shared_ptr<pollable> who;
        std::uint32_t times_used = 0;  // so that an event of a closed socket is not taken for its successor's
    };

    std::uint32_t take_place();
    void free_place(std::uint32_t p);
    std::uint64_t tag(std::uint32_t p) const { return (std::uint64_t{places_[p].times_used} << 32) | p; }
    void await();
    void tell();

    boost::asio::posix::stream_descriptor epoll_;
    std::vector<place> places_;
    std::vector<std::uint32_t> free_;
    bool stopped_ = false;
};

}  // namespace hm::probes
