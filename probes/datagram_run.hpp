// The part that probes over UDP share: a name, its addresses, a question, and whatever comes back. A kind
// derives from it and says what is an answer. The socket is connected, so that a port where nobody listens
// shows (by ICMP), and nobody else's datagrams do.
//
// A question without an answer is sent once more at half of the time that is left, as resolvers do: that a
// packet was lost is not the target's failure. An address that refuses gives way to the next; one that is
// silent does not, since silence looks the same until the deadline.
#pragma once

#include "probes/network_error.hpp"
#include "probes/poller.hpp"
#include "probes/probe.hpp"
#include "probes/resolver.hpp"

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/ip/udp.hpp>

namespace hm::probes {

class datagram_run : public run, public pollable, public std::enable_shared_from_this<datagram_run> {
public:
    void expire() override;

protected:
    // `timeout`: how long after its start the run will be made to expire.
    datagram_run(const environment& env, model::duration timeout, completion done);

    // Ends in on_datagram(), or in the end of the run.
    void ask(const model::target& to, std::string question);

    // Something came from where the question went. Either answered() and finish(), or it is not_ours().
    virtual void on_datagram(std::string_view bytes) = 0;
    // The phase of the first byte ends.
    void answered();
    // Anybody can send a datagram in the name of another: it is counted, and the true answer waited for.
    void not_ours() { ++others_; }

    // Closes, fills in what is common, and completes. Later calls do nothing: the first end is the end.
    void finish(model::reason why, std::string detail = {});
    bool finished() const { return !done_; }
    void remark(std::string_view text) const;
    // No more datagrams, though the run goes on.
    void close();

    template <class Run>
    std::shared_ptr<Run> self() {
        return std::static_pointer_cast<Run>(shared_from_this());
    }
    const environment& env() const { return env_; }
    boost::asio::ip::udp::endpoint peer() const { return peer_; }

    model::observation seen_;

private:
    using timer = boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                                    boost::asio::wait_traits<std::chrono::steady_clock>,
                                                    boost::asio::io_context::executor_type>;

    model::steady_time now() const { return env_.clock.now().steady; }
    void on_resolved(const resolver::result& found);
    void try_next_address();
    boost::system::error_code connect(const boost::asio::ip::udp::endpoint& to);
    boost::system::error_code send();
    void attempt_failed(stage when, const boost::system::error_code& error);
    void on_ready(bool ended) final;
    void await_half_time();

    environment env_;
    model::duration timeout_;
    completion done_;  // empty once it was called
    poller::socket socket_;
    timer half_time_;
    model::steady_time started_, asked_{};

    model::target to_;
    std::string question_;
    boost::asio::ip::udp::endpoint peer_;
    std::vector<boost::asio::ip::address> addresses_;
    std::size_t next_address_ =
        0;  // also the number of the attempt: what was asked of an earlier one is void
    std::size_t others_ = 0;
    // Of the addresses that failed: the first that failed by more than our own lack of a route to it.
    model::reason failure_ = model::reason::ok;
    std::string failure_words_;
};

}  // namespace hm::probes
