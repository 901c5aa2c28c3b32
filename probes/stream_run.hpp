// The part that all probes over a TCP connection share: a name, its addresses in order, the first that
// connects; TLS where it is asked for; bytes out and bytes in; and the end of a run, whatever brings it
// about. A kind derives from it and says what is to be said:
//
//   void start() override { connect_to(spec_.to, spec_.tls); }
//   void on_connected() override { say("PING\r\n"); }
//   void on_bytes(std::string_view bytes) override { … finish(reason::ok); }
#pragma once

#include "probes/network_error.hpp"
#include "probes/poller.hpp"
#include "probes/probe.hpp"
#include "probes/resolver.hpp"
#include "probes/tls_contexts.hpp"
#include "probes/tls_session.hpp"

#include <boost/asio/ip/tcp.hpp>

namespace hm::probes {

// A connection that stands, and can be kept from one run to the next.
struct stream_link {
    poller::socket socket;
    boost::asio::ip::tcp::endpoint peer;
    std::unique_ptr<tls_session> tls{};  // null: bytes go as they are
    model::steady_time secured{};        // when that was ready
};

// Null: none.
using tls_choice = model::shared_value<model::tls_settings>;

using kept_link = std::optional<stream_link>;

class stream_run : public run, public pollable, public std::enable_shared_from_this<stream_run> {
public:
    void expire() final;

protected:
    stream_run(const environment& env, completion done);

    // Ends in on_connected(), or in the end of the run. May be called again for another place within the same
    // run: what was connected before is closed.
    void connect_to(const model::target& to, const tls_choice& tls);
    // The same over a connection that an earlier run left, if it is still good. `start_over`: a peer that
    // closes it without a word is asked anew, on a new one.
    void connect_to(const model::target& to, const tls_choice& tls, kept_link& kept, bool start_over);
    // In the middle of a dialogue, after the peer agreed. Ends in on_secured(), or in the end of the run.
    void start_tls(const tls_choice& tls);

    // Whether a run begins by saying something, rather than by hearing or by nothing more than connecting.
    virtual bool speaks_first() const { return false; }
    // It stands, TLS included: say something, or finish. Bytes that come are then handed to on_bytes() as
    // they come.
    virtual void on_connected() = 0;
    virtual void on_secured();
    virtual void on_bytes(std::string_view bytes);
    // The peer has said all it will. Unless it is meant so, the run fails.
    virtual void on_closed();
    // What the detail says when the deadline passes before the end of the answer.
    virtual std::string unanswered() const;

    // Sends, at once as far as the socket takes it. An error is not looked at: a peer may answer and close
    // without having read all, and reading tells.
    void say(std::string_view bytes);

    // By TLS: the peer has asked for our certificate and may refuse it although the handshake is over.
    bool may_still_be_refused() const;
    // Says that nothing more comes, and awaits the same of the peer: on_closed().
    void part();

    // Closes, fills in what is common, and completes. Later calls do nothing: the first end is the end.
    void finish(model::reason why, std::string detail = {});
    void finish(stage when, const boost::system::error_code& error);
    // By RST, once all is said: no TIME_WAIT on our side, and a tenth cheaper. Then finish().
    void close_at_once();
    // Leaves the connection for the next run instead of closing it. Then finish().
    void keep(kept_link& into);

    // For what a kind does later than in the calls above: a run that expired stays expired.
    bool finished() const { return !done_; }
    void remark(std::string_view text) const;

    template <class Run>
    std::shared_ptr<Run> self() {
        return std::static_pointer_cast<Run>(shared_from_this());
    }

    model::observation seen_;

private:
    enum class progress : std::uint8_t { resolving, connecting, securing, connected };

    void begin_clock();
    model::steady_time now() const { return env_.clock.steady(); }
    void add_phase(std::optional<model::duration>& phase, model::steady_time since) const;

    void on_resolved(const resolver::result& found);
    void try_next_address();
    boost::system::error_code call_connect(const boost::asio::ip::tcp::endpoint& to);
    enum class acks : bool { later, at_once };
    void acknowledge(acks what);
    bool is_connected_already();
    void on_attempt();
    void attempt_failed(stage when, const boost::system::error_code& error);
    bool take_over(kept_link& kept);
    bool is_quiet();
    void connected();
    void begin_connection();

    void secure(const tls_choice& tls);
    void secured();
    void decrypt(std::string_view came);
    void send_encrypted(std::string_view bytes);
    void send_what_tls_says();
    void tls_failed();
    void lost_in_handshake(const boost::system::error_code& error);
    bool shakes_hands_anew();
    bool is_quiet_by_tls();
    void note_facts();
    void end_tls();

    void on_ready(bool ended) final;
    void listen(poller::socket::wants what = poller::socket::wants::bytes);
    void read(bool to_the_end);
    void hand_on(std::string_view came);
    void send(std::string_view bytes);
    void send_without_delay();
    void lost(const boost::system::error_code& error);
    bool starts_over();
    void send_rest();
    void began_to_answer();
    void end_of_turn();

    environment env_;
    completion done_;  // empty once it was called
    stream_link link_;
    progress progress_ = progress::resolving;
    unsigned connection_ = 0;  // how many there were
    bool may_start_over_ = false;
    bool delays_acks_ = false;
    model::steady_time started_{}, phase_started_{};
    // The turn under way: what was said, and since when it is answered.
    model::steady_time said_{}, answered_{};
    std::string unsent_;

    model::target to_;
    tls_choice tls_;
    bool in_dialogue_ = false;  // when TLS began: start_tls()
    bool shook_anew_ = false;
    std::string plain_;  // what was decrypted last
    std::vector<boost::asio::ip::address> addresses_;
    std::size_t next_address_ = 0;
    // Of the addresses that failed: the first that failed by more than our own lack of a route to it.
    model::reason failure_ = model::reason::ok;
    std::string failure_words_;
};

}  // namespace hm::probes
