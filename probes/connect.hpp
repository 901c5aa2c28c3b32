// The part that all probes over a TCP connection share: a name, its addresses in order, the first that
// connects; and the end of a run, whatever brings it about. A kind derives from it and says what happens on
// the connection.
#pragma once

#include "probes/network_error.hpp"
#include "probes/probe.hpp"
#include "probes/resolver.hpp"

#include <boost/asio/ip/tcp.hpp>

namespace hm::probes {

class stream_run : public run, public std::enable_shared_from_this<stream_run> {
public:
    void expire() final;

protected:
    // A plain socket with a concrete executor: the type-erased one costs a tenth of a probe.
    using tcp_socket =
        boost::asio::basic_stream_socket<boost::asio::ip::tcp, boost::asio::io_context::executor_type>;

    stream_run(const environment& env, completion done);

    // Ends in on_connected(), or in the end of the run. May be called again for another place within the same
    // run.
    void connect_to(const std::string& host, std::uint16_t port);
    virtual void on_connected() = 0;

    // Closes, fills in what is common, and completes. Later calls do nothing: the first end is the end.
    void finish(model::reason why, std::string detail = {});
    void finish(stage when, const boost::system::error_code& error);
    // Handlers ask this first: a run that expired stays expired, whatever else arrives.
    bool finished() const { return !done_; }

    // By RST, once all is said: no TIME_WAIT on our side, and a tenth cheaper.
    void close_at_once();

    model::steady_time now() const { return env_.clock.now().steady; }
    // Time since `since`, added to what a phase has already (redirects go through the phases again).
    void add_phase(std::optional<model::duration>& phase, model::steady_time since) const;

    template <class Run>
    std::shared_ptr<Run> self() {
        return std::static_pointer_cast<Run>(shared_from_this());
    }

    tcp_socket socket_;
    model::observation seen_;

private:
    enum class progress : std::uint8_t { resolving, connecting, connected };

    void begin_clock();
    void on_resolved(const resolver::result& found);
    void try_next_address();
    boost::system::error_code call_connect(const boost::asio::ip::tcp::endpoint& to);
    bool is_connected_already();
    void on_attempt(boost::system::error_code error);
    void attempt_failed(stage when, const boost::system::error_code& error);
    void connected();

    environment env_;
    completion done_;  // empty once it was called
    progress progress_ = progress::resolving;
    model::steady_time started_{};
    model::steady_time phase_started_{};
    std::uint16_t port_ = 0;
    resolver::result found_;
    std::size_t next_address_ = 0;
    // Of the addresses that failed: the first that failed by more than our own lack of a route to it.
    model::reason failure_ = model::reason::ok;
    std::string failure_words_;
};

}  // namespace hm::probes
