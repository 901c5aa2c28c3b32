#include "probes/tls_session.hpp"

#include "model/observation.hpp"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>

namespace hm::probes {

using model::reason;

namespace {

constexpr std::size_t longest_record = 16 * 1024;
constexpr std::size_t max_first_bytes = 60;
// TLS records begin with their type: change_cipher_spec, alert, handshake, application_data.
constexpr char first_record_type = 20, last_record_type = 23;

bool is_address(const std::string& host) {
    in6_addr ignored;
    return inet_pton(AF_INET, host.c_str(), &ignored) == 1 ||
           inet_pton(AF_INET6, host.c_str(), &ignored) == 1;
}

// As certificates and SNI have it: without the dot of a full name at the end, and without an address's zone.
std::string plain_name(std::string host) {
    if (host.ends_with('.')) host.pop_back();
    if (host.find(':') != std::string::npos) host.resize(std::min(host.find('%'), host.size()));
    return host;
}

bool looks_like_tls(const std::string& bytes) {
    return bytes.empty() || (bytes.front() >= first_record_type && bytes.front() <= last_record_type);
}

std::string first_line(const std::string& text) {
    return text.substr(0, text.find_first_of("\r\n"));
}

// What the macro of OpenSSL does, without its cast.
void send_as_sni(SSL& ssl, std::string name) {
    SSL_ctrl(&ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name.data());
}

const std::string& first_of(const std::string& a, const std::string& b) {
    return a.empty() ? b : a;
}

}  // namespace

tls_session::tls_session(std::shared_ptr<tls_context> context, const model::tls_settings& settings,
                         const std::string& host, const std::string& peer, model::moment now)
    : context_(std::move(context)), now_(now), full_handshake_(now.steady) {
    if (!context_->error().empty()) {
        fail(reason::prober_error, context_->error());
        return;
    }
    ERR_clear_error();
    ssl_ = context_->make_ssl(*this);
    set_names(settings, host);
    place_ += '\n' + peer;
    offer_session();
}

tls_session::~tls_session() {
    if (remembered_ && !ready()) context_->sessions().forget(place_);
    // Else OpenSSL takes it for cut off, and the session for one that must not be resumed.
    if (ready()) SSL_set_shutdown(ssl_.get(), SSL_SENT_SHUTDOWN);
}

void tls_session::set_names(const model::tls_settings& settings, const std::string& host) {
    const std::string sni = plain_name(first_of(settings.server_name, host));
    expected_name_ = plain_name(first_of(settings.expected_name, first_of(settings.server_name, host)));
    place_ = sni + '\n' + expected_name_;
    if (!is_address(sni)) send_as_sni(*ssl_, sni);

    X509_VERIFY_PARAM* const checks = SSL_get0_param(ssl_.get());
    X509_VERIFY_PARAM_set_hostflags(checks, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    X509_VERIFY_PARAM_set_time(
        checks, std::chrono::floor<std::chrono::seconds>(now_.wall).time_since_epoch().count());
    const int set = is_address(expected_name_)
                        ? X509_VERIFY_PARAM_set1_ip_asc(checks, expected_name_.c_str())
                        : X509_VERIFY_PARAM_set1_host(checks, expected_name_.data(), expected_name_.size());
    // OpenSSL takes an empty name for one that need not be checked.
    if (context_->verifies() && (set != 1 || expected_name_.empty()))
        fail(reason::prober_error, "no name that a certificate could be for");
}

void tls_session::offer_session() {
    const kept_session* const kept = context_->sessions().find(place_, now_.steady);
    // Once its chain has expired only a full handshake tells whether there is a new one.
    if (!kept || (kept->facts->expires && *kept->facts->expires < now_.wall)) return;
    if (SSL_set_session(ssl_.get(), kept->session.get()) != 1) return;
    remembered_ = kept->facts;
    full_handshake_ = kept->full_handshake;
}

tls_session::progress tls_session::receive(std::string_view received, std::string& plain) {
    do {
        take(received.substr(0, longest_record), plain);
        received.remove_prefix(std::min(longest_record, received.size()));
    } while (!received.empty());
    return progress_;
}

// At most a record at a time, so that the limit does not depend on how the peer's bytes are cut.
void tls_session::take(std::string_view received, std::string& plain) {
    if (progress_ == progress::failed || closed_by_peer_) return;
    ERR_clear_error();
    if (first_bytes_.size() < max_first_bytes)
        first_bytes_ += received.substr(0, max_first_bytes - first_bytes_.size());
    BIO_write(SSL_get_rbio(ssl_.get()), received.data(), static_cast<int>(received.size()));
    without_gain_ += received.size();
    if (without_gain_ > max_bytes_without_gain)
        fail(broken(), std::to_string(max_bytes_without_gain / 1024) + " KiB of TLS without any data");
    if (progress_ == progress::need_more) shake_hands();
    if (ready()) read_into(plain);
    if (rekeyings_ > max_rekeyings) fail(reason::protocol_error, "other keys are asked for again and again");
    if (ready()) keep_session();
}

void tls_session::shake_hands() {
    const int done = SSL_do_handshake(ssl_.get());
    if (done == 1) return handshake_over();
    if (SSL_get_error(ssl_.get(), done) != SSL_ERROR_WANT_READ) fail_by_openssl();
}

void tls_session::handshake_over() {
    without_gain_ = 0;
    if (remembered_ && !resumed()) {
        context_->sessions().forget(place_);
        remembered_ = nullptr;
        full_handshake_ = now_.steady;
    }
    facts_ = gather_facts();
    const std::vector<std::string>& offered = context_->alpn();
    if (!offered.empty() && std::find(offered.begin(), offered.end(), facts_->alpn) == offered.end())
        return fail(reason::tls_handshake, "the peer chose none of the protocols that were offered (alpn)");
    progress_ = progress::ready;
}

bool tls_session::resumed() const {
    return remembered_ && SSL_session_reused(ssl_.get()) == 1;
}

bool tls_session::may_still_be_refused() const {
    return ready() && was_asked_ && !got_plain_ && SSL_version(ssl_.get()) >= TLS1_3_VERSION;
}

void tls_session::read_into(std::string& plain) {
    std::array<char, longest_record> room;
    std::size_t bytes = 0;
    while (SSL_read_ex(ssl_.get(), room.data(), room.size(), &bytes) == 1) {
        plain.append(room.data(), bytes);
        got_plain_ = true;
        without_gain_ = 0;
    }
    const int error = SSL_get_error(ssl_.get(), 0);
    if (error == SSL_ERROR_ZERO_RETURN)
        closed_by_peer_ = true;
    else if (error != SSL_ERROR_WANT_READ)
        fail_by_openssl();
}

// By TLS 1.3 it comes after the handshake, and perhaps several times.
void tls_session::keep_session() {
    if (!fresh_) return;
    if (!remembered_) {
        model::tls_facts facts = *facts_;
        facts.resumed = true;
        remembered_ = std::make_shared<const model::tls_facts>(std::move(facts));
    }
    context_->sessions().keep(place_, {std::move(fresh_), remembered_, full_handshake_}, now_.steady);
}

bool tls_session::send(std::string_view plain) {
    if (!ready()) return false;
    ERR_clear_error();
    std::size_t written = 0;
    if (!plain.empty() && SSL_write_ex(ssl_.get(), plain.data(), plain.size(), &written) != 1)
        fail_by_openssl();
    return ready();
}

void tls_session::close() {
    if (!ready()) return;
    ERR_clear_error();
    SSL_shutdown(ssl_.get());
}

void tls_session::take_output(std::string& to) {
    if (!ssl_) return;
    BIO* const out = SSL_get_wbio(ssl_.get());
    to += held_by(*out);
    (void)BIO_reset(out);
}

bool tls_session::on_chain(X509_STORE_CTX& chain) {
    verified_ = context_->verifies() ? verify(chain, expected_name_) : look_at(chain);
    return verified_.why == reason::ok;
}

void tls_session::on_session(ssl_session_ptr session) {
    fresh_ = std::move(session);
}

void tls_session::fail(reason why, std::string words) {
    if (progress_ == progress::failed) return;
    progress_ = progress::failed;
    why_ = why;
    words_ = model::printable(words);
}

void tls_session::fail_by_openssl() {
    if (verified_.why != reason::ok) return fail(verified_.why, verified_.words);
    if (!looks_like_tls(first_bytes_))
        return fail(reason::tls_handshake, "not TLS: \"" + first_line(first_bytes_) + "\"");
    fail(broken(), openssl_words());
}

// By TLS 1.3 a server says only after the handshake that it did not like our part of it.
reason tls_session::broken() const {
    return got_plain_ ? reason::protocol_error : reason::tls_handshake;
}

std::shared_ptr<const model::tls_facts> tls_session::facts() const {
    return facts_ ? facts_ : gather_facts();
}

std::shared_ptr<const model::tls_facts> tls_session::gather_facts() const {
    model::tls_facts seen;
    if (resumed()) {
        seen = *remembered_;
    } else {
        seen.chain = verified_.chain;
        seen.expires = verified_.expires;
    }
    seen.client_expires = context_->client_expires();
    if (ssl_ && (SSL_is_init_finished(ssl_.get()) || !seen.chain.empty())) {
        seen.version = SSL_get_version(ssl_.get());
        seen.cipher = SSL_get_cipher_name(ssl_.get());
        const unsigned char* alpn = nullptr;
        unsigned int size = 0;
        SSL_get0_alpn_selected(ssl_.get(), &alpn, &size);
        seen.alpn = model::printable({reinterpret_cast<const char*>(alpn), size});
    }
    if (seen == model::tls_facts{}) return nullptr;
    if (remembered_ && seen == *remembered_) return remembered_;
    return std::make_shared<const model::tls_facts>(std::move(seen));
}

}  // namespace hm::probes
