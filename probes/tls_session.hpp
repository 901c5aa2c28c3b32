// One TLS connection without a socket: what the peer sent goes in, what must be sent comes out. Between a
// kind's bytes and the socket's; knows neither.
//
//   receive({}, plain)  begins the handshake; then once for whatever comes, until it is not need_more.
//   send(plain)         from `ready` on.
//   take_output(to)     after each of these: what must go to the peer now.
//
// A peer that stops talking, or closes without saying so in TLS, is the caller's to notice.
#pragma once

#include "model/reason.hpp"
#include "probes/tls_context.hpp"
#include "probes/tls_verification.hpp"

namespace hm::probes {

// The bytes that may come in a row without a handshake's end or a byte of plain text: a peer cannot keep us
// busy by certificates, tickets or empty records alone. A long chain has ten kilobytes.
inline constexpr std::size_t max_bytes_without_gain = 64 * 1024;

// How often a peer may ask for other keys. Each time it is answered, whether it reads that or not.
inline constexpr int max_rekeyings = 16;

class tls_session final : private handshake_events {
public:
    enum class progress : std::uint8_t { need_more, ready, failed };

    // `host` is the target's, for the names that `settings` does not give; `peer` the address and port, so
    // that no session is resumed elsewhere. `now` is the time by which certificates are judged.
    tls_session(std::shared_ptr<tls_context> context, const model::tls_settings& settings,
                const std::string& host, const std::string& peer, model::moment now);
    // A connection that came to nothing: its session is not offered again.
    ~tls_session();
    tls_session(const tls_session&) = delete;
    tls_session& operator=(const tls_session&) = delete;

    // Appends what could be decrypted to `plain`, never more than 16 KiB beyond the size of `received`. The
    // peer's last bytes may come together with `failed`. After `failed` nothing happens any more.
    progress receive(std::string_view received, std::string& plain);
    // False when it failed. Only after `ready`.
    bool send(std::string_view plain);
    // Says goodbye. What comes afterwards is still read.
    void close();
    // Appended. Also after `failed`: the peer is told why.
    void take_output(std::string& to);

    bool ready() const { return progress_ == progress::ready; }
    // An earlier session was offered to the peer, which has not shown its certificate since.
    bool offers_session() const { return remembered_ && !ready(); }
    // The peer has asked for our certificate, and by TLS 1.3 judges it when we are `ready` already.
    bool may_still_be_refused() const;
    // The peer has said that nothing more comes.
    bool closed_by_peer() const { return closed_by_peer_; }

    // After `failed`: the reason, and the words of OpenSSL or of the peer.
    model::reason why() const { return why_; }
    const std::string& words() const { return words_; }
    // What is known by now, also when it failed. Null when that is nothing.
    std::shared_ptr<const model::tls_facts> facts() const;

private:
    bool on_chain(X509_STORE_CTX& chain) override;
    void on_request() override { was_asked_ = true; }
    void on_rekeying() override { ++rekeyings_; }
    void on_session(ssl_session_ptr session) override;

    void set_names(const model::tls_settings& settings, const std::string& host);
    void offer_session();
    void take(std::string_view received, std::string& plain);
    void shake_hands();
    void handshake_over();
    void read_into(std::string& plain);
    void keep_session();
    void fail(model::reason why, std::string words);
    void fail_by_openssl();
    model::reason broken() const;
    bool resumed() const;
    std::shared_ptr<const model::tls_facts> gather_facts() const;

    std::shared_ptr<tls_context> context_;
    model::moment now_;
    std::string expected_name_, place_;
    std::string first_bytes_;  // of the peer, to tell what talks there when it is not TLS
    progress progress_ = progress::need_more;
    bool closed_by_peer_ = false;
    bool was_asked_ = false;  // for our certificate
    bool got_plain_ = false;
    std::size_t without_gain_ = 0;
    int rekeyings_ = 0;

    verification verified_;
    ssl_session_ptr fresh_;  // came during this connection
    model::steady_time full_handshake_;
    std::shared_ptr<const model::tls_facts> remembered_;  // of the full handshake, for who resumes
    std::shared_ptr<const model::tls_facts> facts_;       // once the handshake is over

    model::reason why_ = model::reason::ok;
    std::string words_;
    ssl_ptr ssl_;  // last: it calls back until it is gone
};

}  // namespace hm::probes
