"""Name servers as targets, by dns probes over udp and tcp: a real dnsmasq is asked, and its answers are what they should be, or
too few, or others, or none; and it is killed, and hangs."""

import signal
import unittest

from support.case import Scenario
from support.dnsmasq import Dnsmasq
from support.healthmodel import Daemon

MODEL = """\
model: shop
regions: {{ north: {{}} }}
defaults: {{ signal: {{ every: 1s, timeout: 900ms, rise: 1, fall: 1, fast_every: 1s }} }}
flows: {{ order: {{ needs: [{names}] }} }}
components:
{components}"""

COMPONENT = """\
  {name}:
    signals:
      udp: {{ dns: {{ server: "{server}", transport: udp, {asked} }}{condition} }}
      tcp: {{ dns: {{ server: "{server}", transport: tcp, {asked} }}{condition} }}
"""

NAMES = {"shop.test": "10.0.0.1,fd00::1", "old.test": "10.0.0.9"}
MANY = 60  # addresses: more than an answer over udp holds here
RECORDS = ["--mx-host=shop.test,mail.shop.test,10", "--txt-record=shop.test,v=spf1 -all", "--cname=www.shop.test,shop.test",
           "--srv-host=_sip._tcp.shop.test,sip.shop.test,5060,10,20", "--edns-packet-max=512",
           *[f"--host-record=many.test,10.1.0.{n}" for n in range(1, MANY + 1)]]

# Component → (what is asked and expected, a condition, reason, what is said).
ENDS = {
    "found": ("name: shop.test, expect: { answers: [10.0.0.1] }", "", "ok", ""),
    "found-by-six": ('name: shop.test, type: AAAA, expect: { answers: ["fd00::1"] }', "", "ok", ""),
    "mail": ('name: shop.test, type: MX, expect: { answers: ["10 mail.shop.test."], authoritative: true }', "", "ok", ""),
    "text": ("name: shop.test, type: TXT, expect: { answers: ['\"v=spf1 -all\"'] }", "", "ok", ""),
    "service": ('name: _sip._tcp.shop.test, type: SRV, expect: { answers: ["10 20 5060 sip.shop.test"] }', "", "ok", ""),
    "alias": ("name: www.shop.test, expect: { answers: [10.0.0.1] }", "", "ok", ""),
    "unheard-of": ("name: nowhere.test", "", "status_mismatch", "answered NXDOMAIN"),
    "rightly-unheard-of": ("name: nowhere.test, expect: { rcode: NXDOMAIN }", "", "ok", ""),
    "wrongly-there": ("name: shop.test, expect: { rcode: NXDOMAIN }", "", "status_mismatch", "answered NOERROR"),
    "not-by-six": ("name: old.test, type: AAAA", "", "body_mismatch", "answered NODATA"),
    "too-few": ("name: shop.test, expect: { min_answers: 2 }", "", "body_mismatch", "1 answer, expected are at least 2"),
    "another": ("name: old.test, expect: { answers: [10.0.0.8] }", "", "body_mismatch",
                "not among the answers: 10.0.0.8; they are 10.0.0.9"),
    "short-lived": ("name: shop.test", "body.ttl < 60", "condition", ""),
    "all-of-many": (f"name: many.test, expect: {{ min_answers: {MANY}, answers: [10.1.0.{MANY}] }}", "", "ok", ""),
}
# What was truncated over udp says so when it is another answer than expected over tcp, too.
TRUNCATED = (f"name: many.test, expect: {{ min_answers: {MANY + 1} }}", "")
TOO_FEW = f"{MANY} answers, expected are at least {MANY + 1}"


class NameServer(Scenario):
    def setUp(self):
        super().setUp()
        self.dnsmasq = Dnsmasq(self, NAMES, *RECORDS)

    def start_daemon(self, components):
        lines = [COMPONENT.format(name=name, server=self.dnsmasq.server, asked=asked,
                                  condition=f", degraded: {condition}" if condition else "")
                 for name, (asked, condition, *_) in components.items()]
        self.daemon = Daemon(self, MODEL.format(names=", ".join(components), components="".join(lines)))
        self.daemon.until_ready()

    def until(self, name, transport, reason, words):
        self.daemon.until_run(f"{name}@north", transport, reason, words, 20)

    def last(self, name, transport):
        return self.daemon.signal(f"{name}@north", transport)["observations"][0]

    def test_answers_are_told_apart(self):
        self.start_daemon({**ENDS, "truncated": TRUNCATED})
        for name, (_, _, reason, words) in ENDS.items():
            for transport in ("udp", "tcp"):
                with self.subTest(name, transport=transport):
                    self.until(name, transport, reason, words)
        self.until("truncated", "tcp", "body_mismatch", TOO_FEW)
        self.until("truncated", "udp", "body_mismatch", f"over TCP, since truncated: {TOO_FEW}")

        self.assertNotIn("connect_ms", self.last("found", "udp")["phases"])
        for name, transport in (("found", "tcp"), ("all-of-many", "udp")):
            self.assertIn("connect_ms", self.last(name, transport)["phases"], f"{name} was asked over TCP")

    def test_killed_hung_and_back(self):
        self.start_daemon({"found": ENDS["found"]})

        def both(reason, words):
            for transport in ("udp", "tcp"):
                self.until("found", transport, reason, words)

        both("ok", "")
        self.dnsmasq.process.kill()
        both("connect_refused", "")
        self.dnsmasq.start()
        both("ok", "")
        self.dnsmasq.process.signal(signal.SIGSTOP)
        self.until("found", "udp", "timeout", "no answer in time")
        self.until("found", "tcp", "timeout", "no complete answer in time")
        self.daemon.until_state("found@north", "unhealthy", 20)
        self.dnsmasq.process.signal(signal.SIGCONT)
        both("ok", "")
        self.daemon.until_state("found@north", "healthy", 20)


if __name__ == "__main__":
    unittest.main()
