// Dialogues of the tcp probe, in the clear and by STARTTLS.
#include "test/support/probing.hpp"
#include "test/support/scripted_server.hpp"
#include "test/support/secure_server.hpp"

#include <boost/asio/write.hpp>
#include <catch2/catch.hpp>

#include <future>
#include <thread>

using namespace hm;
using namespace hm::test;
using namespace std::chrono_literals;
using model::reason;

namespace {

model::tcp_step say(std::string text) {
    return {model::tcp_step::kind::send, std::move(text)};
}
model::tcp_step expect(std::string pattern) {
    return {model::tcp_step::kind::expect, std::move(pattern)};
}
const model::tcp_step starttls{model::tcp_step::kind::starttls, {}};

model::signal_spec talking(std::uint16_t port, std::vector<model::tcp_step> steps) {
    model::signal_spec spec = tcp_signal(port);
    std::get<model::tcp_spec>(spec.probe).dialogue = std::move(steps);
    return spec;
}

scripted_server::script greeting(std::string text) {
    return [text](peer& p) { p.send(text); };
}

// A mail server that asks for TLS before anything else.
void mail_server(secure_server::peer& p) {
    const auto asked = [&p](std::string_view what) { return p.heard().find(what) != std::string::npos; };
    if (p.heard().empty() && !p.talks_tls()) p.send("220 mail.test ESMTP\r\n");
    if (asked("EHLO probe\r\n"))
        p.send(p.is_secure() ? "250 secure\r\n" : "250-mail.test\r\n250 STARTTLS\r\n");
    if (asked("STARTTLS\r\n")) {
        p.send("220 go ahead\r\n");
        p.start_tls();
    }
    p.forget();
}

const std::vector<model::tcp_step> mail_dialogue{
    expect("^220 "), say("EHLO probe\r\n"), expect("^250 "),      say("STARTTLS\r\n"), expect("^220 "),
    starttls,        say("EHLO probe\r\n"), expect("^250 secure")};

}  // namespace

TEST_CASE("a dialogue that is answered as expected is ok", "[probes][tcp]") {
    probing p;
    scripted_server server{p.io, [](peer& c) {
                               c.send("220 ready\r\n");
                               c.read_request([&c] { c.send("+PONG\r\n"); });
                           }};
    const auto seen =
        p.run(talking(server.port(), {expect("^220"), say("PING\r\n\r\n"), expect("^\\+PONG")}));
    CHECK(seen.why == reason::ok);
    CHECK(seen.phase.first_byte);
    CHECK(seen.phase.transfer);
    CHECK(server.peers().at(0)->request() == "PING\r\n\r\n");
}

TEST_CASE("a wrong answer shows when patience or the peer ends, with its words", "[probes][tcp]") {
    probing p;
    scripted_server server{p.io, greeting("554 go \x1b away\r\n")};
    const auto late = p.run(talking(server.port(), {expect("^220 ")}), 100ms);
    CHECK(late.why == reason::timeout);
    CHECK(late.detail == "waiting for \"^220 \", last heard \"554 go ? away\"");

    scripted_server closing{p.io, [](peer& c) { c.send("554 no\r\n", [&c] { c.close(); }); }};
    const auto closed = p.run(talking(closing.port(), {expect("^220 ")}));
    CHECK(closed.why == reason::closed);
    CHECK(closed.detail == "closed: waiting for \"^220 \", last heard \"554 no\"");

    scripted_server silent{p.io, [](peer&) {}};
    const auto nothing = p.run(talking(silent.port(), {expect("^220 ")}), 100ms);
    CHECK(nothing.why == reason::timeout);
    CHECK(nothing.detail == "waiting for \"^220 \", nothing was heard");
}

TEST_CASE("secrets of a dialogue are not in its detail", "[probes][tcp]") {
    probing p;
    scripted_server server{p.io, greeting("bad password hunter2\r\n")};
    auto spec = talking(server.port(), {expect("welcome hunter2")});
    spec.secrets = {"hunter2"};
    const auto seen = p.run(spec, 100ms);
    CHECK(seen.detail == "waiting for \"welcome ***\", last heard \"bad password ***\"");
}

TEST_CASE("an answer without the end of its line is complete when the peer closes", "[probes][tcp]") {
    probing p;
    scripted_server server{p.io, scripted_server::answering("imok")};
    CHECK(p.run(talking(server.port(), {say("ruok\r\n\r\n"), expect("^imok$")})).why == reason::ok);
}

TEST_CASE("a peer that floods a dialogue is left at a limit", "[probes][tcp]") {
    probing p;
    scripted_server server{p.io, [](peer& c) { c.flood(std::string(10'000, 'x') + "\n"); }};
    const auto seen = p.run(talking(server.port(), {expect("^220 ")}));
    CHECK(seen.why == reason::too_large);
    CHECK_THAT(seen.detail, Catch::StartsWith("64 KiB, and still waiting for \"^220 \""));
}

TEST_CASE("a dialogue goes over to TLS where it says so", "[probes][tcp][tls]") {
    probing p;
    const identity ca = make_certificate({.common_name = "Test CA", .authority = true});
    secure_server server{
        p.io,
        {.own = make_certificate({.common_name = "mail.test", .names = "IP:127.0.0.1"}, &ca)},
        mail_server,
        false};
    auto spec = talking(server.port(), mail_dialogue);
    auto& tcp = std::get<model::tcp_spec>(spec.probe);
    tcp.tls = [&ca] {
        model::tls_settings settings;
        settings.ca = ca.certificate;
        return settings;
    }();
    const auto seen = p.run(spec);
    CHECK(seen.why == reason::ok);
    CHECK(seen.phase.tls);
    REQUIRE(seen.tls);
    CHECK(seen.tls->chain.at(0).subject == "CN=mail.test");

    // Whom it talks to is not trusted by the system: without settings it says so.
    tcp.tls = {};
    const auto untrusted = p.run(spec);
    CHECK(untrusted.why == reason::tls_untrusted);
    CHECK(untrusted.tls->chain.size() == 1);
}

TEST_CASE("who agrees to TLS and does not talk it fails the handshake", "[probes][tcp][tls]") {
    probing p;
    scripted_server server{p.io, greeting("220 go\r\n")};
    auto spec = talking(server.port(), {expect("^220"), starttls});
    const auto silent = p.run(spec, 100ms);
    CHECK(silent.why == reason::timeout);
    CHECK(silent.detail == "connected, but no complete TLS handshake in time");

    scripted_server eager{p.io, greeting("220 go\r\n250 injected\r\n")};
    const auto injected = p.run(talking(eager.port(), {expect("^220"), starttls}));
    CHECK(injected.why == reason::protocol_error);
    CHECK(injected.detail == "the peer says more before TLS: \"250 injected\"");
}

// The connection of the probe is held up in a full queue, and our own loop stands still until the greeting is
// there: so both are told of at once.
TEST_CASE("a greeting that is there as soon as the connection is heard", "[probes][tcp][dialogue]") {
    probing p;
    using boost::asio::ip::tcp;
    tcp::acceptor full{p.io};
    full.open(tcp::v4());
    full.bind({boost::asio::ip::address_v4::loopback(), 0});
    full.listen(0);
    full.non_blocking(true);
    std::vector<tcp::socket> fillers;
    for (int i = 0; i < 2; ++i) {
        fillers.emplace_back(p.io, tcp::endpoint{boost::asio::ip::make_address("127.0.0.5"), 0});
        fillers.back().async_connect(full.local_endpoint(), [](const boost::system::error_code&) {});
    }
    p.io.poll();

    std::promise<void> greeted;
    boost::asio::steady_timer still{p.io, 200ms};
    std::thread host;
    still.async_wait([&](const boost::system::error_code&) {
        host = std::thread{[&] {
            boost::asio::io_context own;
            for (const auto end = std::chrono::steady_clock::now() + 5s;
                 std::chrono::steady_clock::now() < end; std::this_thread::sleep_for(1ms)) {
                tcp::socket accepted{own};
                boost::system::error_code error;
                full.accept(accepted, error);
                if (error || accepted.remote_endpoint().address().to_string() == "127.0.0.5") continue;
                boost::asio::write(accepted, boost::asio::buffer(std::string{"220 ready\r\n"}));
                return greeted.set_value();
            }
        }};
        greeted.get_future().wait_for(5s);
    });
    auto spec = tcp_signal(full.local_endpoint().port());
    std::get<model::tcp_spec>(spec.probe).dialogue = {{model::tcp_step::kind::expect, "^220 "}};
    const auto seen = p.run(spec, 8s);
    CHECK(seen.why == model::reason::ok);
    CHECK(seen.latency > 200ms);  // it did wait for its place
    host.join();
}
