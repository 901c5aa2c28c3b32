// Any bytes in place of a TLS server, or a real server's with some of them changed: no crash, no handshake
// that succeeds, nothing decrypted, facts that are bounded and printable, and the same end however they are
// cut.
#include "probes/certificate.hpp"
#include "probes/tls_session.hpp"
#include "test/support/tls_server.hpp"

#include "model/observation.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>

using namespace hm;
using probes::tls_session;
using progress = tls_session::progress;

namespace {

constexpr std::size_t bytes_of_change = 3;

void require(bool holds) {
    if (!holds) std::abort();
}

struct world {
    test::identity authority = test::make_certificate({.common_name = "Test CA", .authority = true});
    test::identity own =
        test::make_certificate({.common_name = "api.test", .names = "DNS:api.test,IP:10.0.0.1"}, &authority);
    test::tls_server old{{.own = own, .chain = authority.certificate, .most = model::tls_version::tls1_2}};
    test::tls_server current{{.own = own, .chain = authority.certificate}};
    model::tls_settings settings = [this] {
        model::tls_settings s;
        s.ca = authority.certificate;
        s.alpn = {"http/1.1"};
        return s;
    }();
    std::shared_ptr<probes::tls_context> context =
        std::make_shared<probes::tls_context>(settings, probes::make_trust(settings.ca));
    model::moment now{model::steady_time{std::chrono::hours{1}}, test::present()};
};

world& the_world() {
    static world made;
    return made;
}

bool is_printable(const std::string& text) {
    return text.size() <= model::max_detail &&
           std::all_of(text.begin(), text.end(), [](char c) { return ' ' <= c && c <= '~'; });
}

void check_facts(const tls_session& session) {
    const auto facts = session.facts();
    if (!facts) return;
    require(facts->chain.size() <= static_cast<std::size_t>(probes::max_told_certificates));
    require(is_printable(facts->alpn));
    for (const model::certificate_facts& c : facts->chain) {
        require(c.names.size() <= probes::max_told_names);
        require(is_printable(c.subject) && is_printable(c.issuer));
        require(std::all_of(c.names.begin(), c.names.end(), is_printable));
    }
}

progress feed(tls_session& session, std::string_view bytes, std::size_t piece) {
    std::string plain;
    progress p = session.receive({}, plain);
    for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size())))
        p = session.receive(bytes.substr(0, piece), plain);
    require(plain.empty());
    require((p == progress::failed) == (session.why() != model::reason::ok));
    require((p == progress::failed) == !session.words().empty() && is_printable(session.words()));
    check_facts(session);
    return p;
}

// A real server's flight with some bytes changed: each change is a place and what it is exclusively or'ed
// with.
void damage(const test::tls_server& server, std::string_view changes, std::size_t piece) {
    const world& w = the_world();
    tls_session session{w.context, w.settings, "api.test", "10.0.0.1:443", w.now};
    test::tls_server::connection peer{server};
    std::string plain, hello, flight;
    session.receive({}, plain);
    session.take_output(hello);
    peer.receive(hello, flight);
    bool changed = false;
    for (; changes.size() >= bytes_of_change; changes.remove_prefix(bytes_of_change)) {
        const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(changes[i]); };
        char& at = flight[(byte(0) * 256u + byte(1)) % flight.size()];
        at = static_cast<char>(at ^ byte(2));
        changed = changed || byte(2) != 0;
    }
    if (changed) feed(session, flight, piece);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const world& w = the_world();
    const std::size_t piece = data[1] + 1u;
    const std::string_view bytes{reinterpret_cast<const char*>(data) + 2, size - 2};
    if (data[0] % 3 == 1) damage(w.old, bytes, piece);
    if (data[0] % 3 == 2) damage(w.current, bytes, piece);
    if (data[0] % 3 != 0) return 0;

    tls_session whole{w.context, w.settings, "api.test", "10.0.0.1:443", w.now};
    tls_session cut{w.context, w.settings, "api.test", "10.0.0.1:443", w.now};
    const progress end = feed(whole, bytes, bytes.size() + 1);
    require(end != progress::ready && end == feed(cut, bytes, piece));
    require(whole.why() == cut.why());
    return 0;
}
