"""Certificates, good and bad, shown by nginx; HAProxy before it, and with a mind of its own; and those that do not talk
TLS at all. Each gets its right reason, and sessions are resumed."""

import unittest

from support import hostile
from support.case import Scenario
from support.certificates import make
from support.healthmodel import Daemon
from support.network import accepts, free_address
from support.nginx import Nginx
from support.secure_nginx import FIRST_PORT, SecureNginx
from support.waiting import wait_until

THROUGH_PORT, ASKING_PORT = 9443, 9444

# In front of nginx without looking into its TLS; and by itself, for those who have a certificate.
HAPROXY = """\
defaults
    timeout connect 1s
    timeout client 10s
    timeout server 5s
listen through
    mode tcp
    bind {address}:{through}
    server nginx {address}:{nginx}
listen asking
    mode http
    bind {address}:{asking} ssl crt {good.both_file} ca-file {ca.certificate_file} verify required
    http-request return status 200
"""

MODEL = """\
model: shop
regions: {{ north: {{}} }}
defaults: {{ signal: {{ every: 1s, timeout: 900ms, rise: 1, fall: 1, fast_every: 1s }} }}
flows: {{ browse: {{ needs: [{names}] }} }}
components:
{components}"""

COMPONENT = """\
  {name}:
    signals: {{ answers: {{ http: {{ url: "{url}", tls: {{ {tls} }} }}{more} }} }}
"""

NAMED = "ca: Test-CA.crt, server_name: api.test"
WITH_CERTIFICATE = NAMED + ", certificate: prober.crt, key: prober.key"


class Tls(Scenario):
    def setUp(self):
        super().setUp()
        self.address = free_address([*range(FIRST_PORT, FIRST_PORT + 20), THROUGH_PORT, ASKING_PORT])
        self.ca = make(self, "Test CA", authority=True, ends_h=365 * 24)
        self.good = make(self, "good", ["api.test"], issuer=self.ca)
        make(self, "prober", ends_h=200, issuer=self.ca)
        self.start_nginx()
        self.start_haproxy()
        self.plain = Nginx(self)

    def start_nginx(self):
        strange = make(self, "Strange CA", authority=True)
        self.nginx = SecureNginx(self, self.address, {
            "good": (self.good, ""),
            "by-address": (make(self, "by-address", [self.address], issuer=self.ca), ""),
            "expired": (make(self, "expired", ["api.test"], -48, -1, issuer=self.ca), ""),
            "not-yet": (make(self, "not-yet", ["api.test"], 24, 48, issuer=self.ca), ""),
            "wrong-name": (make(self, "wrong-name", ["shop.test"], issuer=self.ca), ""),
            "self-signed": (make(self, "self-signed", ["api.test"]), ""),
            "strange": (make(self, "strange", ["api.test"], issuer=strange), ""),
            "soon": (make(self, "soon", ["api.test"], ends_h=100, issuer=self.ca), ""),
            "asks": (self.good, f"ssl_client_certificate {self.ca.certificate_file}; ssl_verify_client on;"),
        })

    def start_haproxy(self):
        configuration = self.file("haproxy.cfg", HAPROXY.format(
            address=self.address, through=THROUGH_PORT, asking=ASKING_PORT, nginx=self.nginx.ports["good"], good=self.good,
            ca=self.ca))
        self.start(["/usr/sbin/haproxy", "-db", "-f", configuration], "haproxy")
        wait_until(lambda: accepts(self.address, THROUGH_PORT) and accepts(self.address, ASKING_PORT), 10, "HAProxy listens")

    def of_haproxy(self, port):
        return f"https://{self.address}:{port}/"

    def of_hostile(self, behave):
        return f"https://{self.address}:{hostile.Target(self, self.address, behave).port}/"

    def targets(self):
        """Component → (URL, TLS settings, reason, how its words begin)."""
        nginx, asking = self.nginx.url, self.of_haproxy(ASKING_PORT)
        untrusted = "self-signed certificate: CN=self-signed"
        return {
            "good": (nginx("good"), NAMED, "ok", ""),
            "only-newest": (nginx("good"), NAMED + ', min_version: "1.3"', "ok", ""),
            "by-address": (nginx("by-address"), "ca: Test-CA.crt", "ok", ""),
            "itself-trusted": (nginx("good"), "ca: good.crt, server_name: api.test", "ok", ""),
            "expired": (nginx("expired"), NAMED, "tls_expired", "expired 20"),
            "not-yet": (nginx("not-yet"), NAMED, "tls_expired", "not valid before 20"),
            "wrong-name": (nginx("wrong-name"), NAMED, "tls_name_mismatch",
                           "api.test is not among the names of the certificate: shop.test"),
            "by-no-address": (nginx("good"), "ca: Test-CA.crt", "tls_name_mismatch", f"{self.address} is not among"),
            "self-signed": (nginx("self-signed"), NAMED, "tls_untrusted", untrusted),
            "of-the-system": (nginx("good"), "server_name: api.test", "tls_untrusted", "unable to get local issuer"),
            "strange": (nginx("strange"), NAMED, "tls_untrusted", "unable to get local issuer"),
            "careless": (nginx("self-signed"), "verify: false", "ok", ""),
            "asks": (nginx("asks"), NAMED, "status_mismatch", "HTTP 400 Bad Request"),
            "asks-and-gets": (nginx("asks"), WITH_CERTIFICATE, "ok", ""),
            "other-protocol": (nginx("good"), NAMED + ", alpn: ftp", "tls_handshake",
                               "the peer says: no application protocol"),
            "through": (self.of_haproxy(THROUGH_PORT), NAMED, "ok", ""),
            "insists": (asking, NAMED, "tls_handshake", "the peer says: "),
            "insists-and-gets": (asking, WITH_CERTIFICATE, "ok", ""),
            "plain": (self.plain.url.replace("http:", "https:") + "/", NAMED, "tls_handshake", 'not TLS: "HTTP/1.1 400'),
            "random": (self.of_hostile(hostile.random_bytes), NAMED, "tls_handshake", 'not TLS: "'),
            "stops": (self.of_hostile(hostile.stops_in_mid_handshake), NAMED, "timeout", "connected, but no complete TLS handshake"),
            "closes": (self.of_hostile(hostile.closes_at_once), NAMED, "closed", "closed during the TLS handshake"),
            "resets": (self.of_hostile(hostile.resets), NAMED, "closed", "connection reset by peer during the TLS handshake"),
        }

    def start_daemon(self, components):
        self.daemon = Daemon(self, MODEL.format(names=", ".join(components), components="".join(components.values())))
        self.daemon.until_ready()

    def test_ends_of_certificates_are_seen_run_after_run(self):
        def component(name, server, tls, condition):
            return COMPONENT.format(name=name, url=self.nginx.url(server), tls=tls, more=f", degraded: {condition}")

        self.start_daemon({
            "soon": component("soon", "soon", NAMED, "cert.expires_in < 14d"),
            "own": component("own", "asks", WITH_CERTIFICATE, "client_cert.expires_in < 14d"),
            "later": component("later", "good", NAMED, "cert.expires_in < 14d"),
        })
        for _ in range(3):
            self.daemon.until_state("soon@north", "degraded", 20)
            self.daemon.until_state("own@north", "degraded", 20)
            self.daemon.until_state("later@north", "healthy", 20)
            before = len(self.nginx.sessions("soon"))
            wait_until(lambda: len(self.nginx.sessions("soon")) > before, 20, "it is asked again")
        self.assertEqual([False] + [True] * (len(self.nginx.sessions("soon")) - 1), self.nginx.sessions("soon"))
        self.assertIn("4d", self.daemon.node("soon@north")["reason"])

    def test_each_has_its_reason(self):
        targets = self.targets()
        self.start_daemon({name: COMPONENT.format(name=name, url=url, tls=tls, more="")
                           for name, (url, tls, _, _) in targets.items()})
        for name, (_, _, reason, words) in targets.items():
            with self.subTest(name):
                self.daemon.until_run(f"{name}@north", "answers", reason, words, 20)

        for name in ("good", "asks-and-gets", "through"):
            seen = self.daemon.signal(f"{name}@north", "answers")["observations"][0]
            self.assertIn("tls_ms", seen["phases"], name)

        # One signal a second of each of three settings: after its first run all are resumed.
        wait_until(lambda: sum(self.nginx.sessions("good")) >= 10, 20, "nginx sees sessions resumed")
        self.assertEqual([], self.nginx.sessions("expired"), "nobody is asked anything before he is trusted")
        self.assertTrue(self.daemon.process.alive())


if __name__ == "__main__":
    unittest.main()
