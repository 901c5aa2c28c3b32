// TLS between the bytes of a stream_run and those of its socket.
#include "probes/certificate.hpp"
#include "probes/dialogue.hpp"
#include "probes/stream_run.hpp"

#include <sys/socket.h>

namespace hm::probes {

using boost::system::error_code;
using model::reason;

namespace {

// "TLSv1.3, TLS_AES_256_GCM_SHA384, resumed: CN=api.test"
std::string words_of(const model::tls_facts& facts) {
    std::string words = facts.version + ", " + facts.cipher;
    if (!facts.alpn.empty()) words += ", " + facts.alpn;
    if (facts.resumed) words += ", resumed";
    if (!facts.chain.empty()) words += ": " + title_of(facts.chain.front());
    return words;
}

}  // namespace

void stream_run::start_tls(const tls_choice& tls) {
    end_of_turn();
    in_dialogue_ = true;
    secure(tls);
}

void stream_run::on_secured() {}

void stream_run::secure(const tls_choice& tls) {
    progress_ = progress::securing;
    phase_started_ = now();
    send_without_delay();
    link_.tls = std::make_unique<tls_session>(
        env_.tls.of(tls), *tls, to_.host, text_of(link_.peer.address(), link_.peer.port()), env_.clock.now());
    decrypt({});
}

// The handshake goes on with what came, too; its last bytes go together with what is said at once. What
// follows from it may end this connection, or the run.
void stream_run::decrypt(std::string_view came) {
    const auto is_over = [this, connection = connection_] { return finished() || connection != connection_; };
    std::string plain = std::move(plain_);
    plain.clear();
    const tls_session::progress result = link_.tls->receive(came, plain);
    if (progress_ == progress::securing && link_.tls->ready()) secured();
    if (!is_over()) send_what_tls_says();
    if (!is_over() && !plain.empty()) hand_on(plain);
    if (!is_over() && result == tls_session::progress::failed) tls_failed();
    if (!is_over() && link_.tls->closed_by_peer()) lost({});
    plain_ = std::move(plain);
}

void stream_run::secured() {
    progress_ = progress::connected;
    link_.secured = now();
    add_phase(seen_.phase.tls, phase_started_);
    if (env_.listener != nullptr) env_.listener->note(dialogue::step::secured, words_of(*link_.tls->facts()));
    if (in_dialogue_)
        on_secured();
    else
        on_connected();
}

// What fails here shows when it is read from.
void stream_run::send_encrypted(std::string_view bytes) {
    link_.tls->send(bytes);
    send_what_tls_says();
}

void stream_run::send_what_tls_says() {
    std::string out;
    link_.tls->take_output(out);
    if (!out.empty()) send(out);
}

bool stream_run::may_still_be_refused() const {
    return link_.tls && link_.tls->may_still_be_refused();
}

void stream_run::part() {
    if (link_.tls) {
        link_.tls->close();
        send_what_tls_says();
    }
    ::shutdown(link_.socket.fd(), SHUT_WR);
}

void stream_run::tls_failed() {
    if (starts_over() || shakes_hands_anew()) return;
    finish(link_.tls->why(), link_.tls->words());
}

void stream_run::lost_in_handshake(const error_code& error) {
    if (shakes_hands_anew()) return;
    finish(error ? reason_of(stage::talking, error) : reason::closed,
           (error ? words_of(error) : "closed") + " during the TLS handshake");
}

// A peer may have forgotten how to resume a session, or do it badly: that says nothing about it.
bool stream_run::shakes_hands_anew() {
    const bool resuming = progress_ == progress::securing && link_.tls->offers_session();
    if (!resuming || in_dialogue_ || shook_anew_) return false;
    shook_anew_ = true;
    remark("resuming a session failed: once more, by a full handshake");
    begin_connection();
    addresses_ = {link_.peer.address()};
    progress_ = progress::connecting;
    try_next_address();
    return true;
}

// What came meanwhile may be a ticket; after anything else, and a goodbye, it is of no use. Nor is one that
// was secured long ago, or whose chain has expired: a new certificate shows on a new connection only.
bool stream_run::is_quiet_by_tls() {
    const auto facts = link_.tls->facts();
    if (now() - link_.secured >= max_session_age) return false;
    if (facts->expires && *facts->expires < env_.clock.now().wall) return false;
    const std::span<char> room = env_.scratch;
    std::string plain;
    while (link_.tls->ready() && !link_.tls->closed_by_peer() && plain.empty()) {
        const auto bytes = ::recv(link_.socket.fd(), room.data(), room.size(), MSG_DONTWAIT);
        if (bytes <= 0) return bytes < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
        link_.tls->receive({room.data(), static_cast<std::size_t>(bytes)}, plain);
    }
    return false;
}

void stream_run::note_facts() {
    if (link_.tls) seen_.tls = link_.tls->facts();
}

void stream_run::end_tls() {
    note_facts();
    if (!link_.tls || !link_.socket.is_open()) return;
    link_.tls->close();
    send_what_tls_says();
}

}  // namespace hm::probes
