#include "probes/wire/tcp_dialogue.hpp"

#include <catch2/catch.hpp>

using namespace hm;
using namespace hm::probes::wire;
using demand = tcp_dialogue::demand;
using model::reason;

namespace {

model::tcp_step say(std::string text) {
    return {model::tcp_step::kind::send, std::move(text)};
}
model::tcp_step expect(std::string pattern) {
    return {model::tcp_step::kind::expect, std::move(pattern)};
}
const model::tcp_step starttls{model::tcp_step::kind::starttls, {}};

// All that is demanded until there is silence, as text: "send EHLO, listen".
std::string demands(tcp_dialogue& d) {
    std::string all;
    for (;;) {
        const demand now = d.next();
        if (!all.empty()) all += ", ";
        if (now == demand::send) all += "send " + d.to_send();
        if (now == demand::start_tls) all += "starttls";
        if (now == demand::listen) return all + "listen";
        if (now == demand::done) return all + "done";
        if (now == demand::failed) return all + "failed";
    }
}

// The same over a whole conversation in which the peer says all it will at once, cut into pieces.
std::string conversation(const tcp_script& script, std::string_view peer, std::size_t piece) {
    tcp_dialogue d{script};
    std::string all = demands(d);
    for (; !peer.empty(); peer.remove_prefix(std::min(piece, peer.size()))) {
        d.heard(peer.substr(0, piece));
        const std::string more = demands(d);
        all.erase(all.size() - std::string_view{"listen"}.size());
        all += more;
        if (!more.ends_with("listen")) break;
    }
    return all;
}

}  // namespace

TEST_CASE("a dialogue goes on when what is expected is found, however the peer's words are cut",
          "[probes][tcp]") {
    struct row {
        std::vector<model::tcp_step> steps;
        std::string peer, demands;
    };
    const std::vector<row> rows{
        {{}, "", "done"},
        {{say("x")}, "", "send x, done"},
        {{say("a"), say("b"), expect("c")}, "c", "send a, send b, done"},
        {{expect("^220 ")}, "220 mail.test ESMTP\r\n", "done"},
        {{expect("^220 ")}, "554 220 no\r\n", "listen"},
        {{expect("^220 ")}, "wait\r\n220 now\r\n", "done"},
        {{expect("ready$")}, "not ready yet\r\nready\r\n", "done"},
        {{expect("ready$")}, "not ready yet\r\nready or not\r\n", "listen"},
        {{expect("login: ")}, "login: ", "done"},
        {{expect("^+OK"), say("QUIT"), expect("^+OK")}, "", "listen"},
        // One answer is not taken for two.
        {{expect("OK"), say("PING"), expect("OK")}, "OK OK OK\r\n", "send PING, listen"},
        {{expect("OK"), say("PING"), expect("OK")}, "OK OK\r\nOK\r\n", "send PING, done"},
        // What was not asked for yet is not lost.
        {{say("A"), say("B"), expect("^a"), expect("^b")}, "a\r\nb\r\n", "send A, send B, done"},
        {{expect("^220"), say("EHLO"), expect("^250 ")},
         "220 mail.test\r\n250-SIZE\r\n250 STARTTLS\r\n",
         "send EHLO, done"},
        // A pattern may use up its line itself.
        {{expect("a\\n"), expect("^b")}, "a\nb\n", "done"},
        {{expect("^a$"), expect("^b$")}, "a\r\nb\r\n", "done"},
        {{expect("[^a-z]$"), expect("z")}, "a\r\nOK\r\nz", "done"},
        {{expect(""), expect("")}, "x\r\ny", "done"},
        {{expect("220"), starttls}, "220 go", "listen"},
        {{expect("220"), starttls, say("EHLO")}, "220 go\r\n", "starttls, send EHLO, done"},
        {{expect("(?i)OK")}, "ok\n", "done"},
        {{expect("\\x00\\xff")}, std::string("\0\xff", 2), "listen"},  // UTF-8 is what is read
    };
    for (const row& r : rows) {
        CAPTURE(r.peer, r.demands);
        const tcp_script script{r.steps};
        for (std::size_t piece = 1; piece <= r.peer.size() + 1; ++piece)
            CHECK(conversation(script, r.peer, piece) == r.demands);
    }
}

TEST_CASE("a carriage return is no character of a line that it ends, wherever the peer's words are cut",
          "[probes][tcp]") {
    const tcp_script two{{expect(".."), expect("done")}};
    tcp_dialogue d{two};
    d.heard("b\r");
    CHECK(demands(d) == "listen");
    d.heard("\ndone\n");
    CHECK(demands(d) == "listen");
    CHECK(d.waiting() == "waiting for \"done\", nothing was heard");  // "do" are the two

    tcp_dialogue inside{two};
    inside.heard("b\r");
    inside.heard("cdone");
    CHECK(demands(inside) == "listen");
    CHECK(inside.waiting() == "waiting for \"done\", nothing was heard");

    tcp_dialogue last{two};
    last.heard("b\r");
    last.ended();
    CHECK(last.next() == demand::listen);
    CHECK(last.waiting() == "waiting for \"done\", nothing was heard");
}

TEST_CASE("the end of a line is sure when it has come, or when the peer has ended", "[probes][tcp]") {
    for (const char* pattern : {"^imok$", "imok\\b"}) {
        CAPTURE(pattern);
        const tcp_script script{{expect(pattern)}};
        tcp_dialogue d{script};
        d.heard("imok");
        CHECK(demands(d) == "listen");
        d.ended();
        CHECK(demands(d) == "done");
    }
    for (const char* pattern : {"^imok", "imok.*$", "imok *"}) {
        const tcp_script script{{expect(pattern)}};
        tcp_dialogue d{script};
        d.heard("imok");
        CHECK(demands(d) == "done");
    }
}

TEST_CASE("what was waited for and what was heard last is told", "[probes][tcp]") {
    const tcp_script script{{expect("^250 "), say("x")}};
    tcp_dialogue d{script};
    CHECK(demands(d) == "listen");
    CHECK(d.waiting() == "waiting for \"^250 \", nothing was heard");
    d.heard("220-a\r\n554 no\r\n\r\n");
    CHECK(demands(d) == "listen");
    CHECK(d.waiting() == "waiting for \"^250 \", last heard \"554 no\"");
    d.heard(std::string(1000, 'x'));
    CHECK(demands(d) == "listen");
    CHECK(d.waiting() == "waiting for \"^250 \", last heard \"" + std::string(max_last_words, 'x') + "\"");
    d.heard("\n250 yes");
    CHECK(demands(d) == "send x, done");
    CHECK(d.waiting() == "all was said");
}

TEST_CASE("nothing that was said before TLS is taken for something that was said by it", "[probes][tcp]") {
    const tcp_script script{{say("STARTTLS"), expect("^220"), starttls, expect("^250")}};
    tcp_dialogue d{script};
    CHECK(demands(d) == "send STARTTLS, listen");
    d.heard("220 go");
    CHECK(demands(d) == "listen");
    CHECK(d.waiting() == "waiting for the end of the line before TLS");
    d.heard(" ahead\r\n250 injected\r\n");
    CHECK(demands(d) == "failed");
    CHECK(d.why() == reason::protocol_error);
    CHECK(d.words() == "the peer says more before TLS: \"250 injected\"");
    CHECK(demands(d) == "failed");
}

TEST_CASE("a peer that talks on without what is expected is left at a limit", "[probes][tcp]") {
    const std::string piece = GENERATE(std::string(1000, 'x'), std::string(999, 'x') + "\n");
    const std::vector<model::tcp_step> steps =
        GENERATE(std::vector{expect("^OK")}, std::vector{expect("x"), expect("^OK")},
                 std::vector{expect("x"), starttls});
    const tcp_script script{steps};
    tcp_dialogue d{script};
    std::size_t said = 0;
    std::string now = demands(d);
    for (; now == "listen" && said < 2 * max_unexpected_bytes; said += piece.size()) {
        d.heard(piece);
        now = demands(d);
    }
    if (steps.back().what == starttls.what && piece.ends_with('\n')) {
        CHECK(now == "starttls, done");
        return;
    }
    CHECK(now == "failed");
    CHECK(d.why() == reason::too_large);
    CHECK_THAT(d.words(), Catch::StartsWith("64 KiB, and still waiting for "));
    CHECK(said <= max_unexpected_bytes + 2 * piece.size());
}
