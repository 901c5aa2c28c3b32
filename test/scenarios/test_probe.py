"""`healthmodeld probe` against nginx, TLS and a closed port: what is said, what is not, the exit codes, and the same of the
running daemon."""

import json
import os
import subprocess
import unittest

from support.case import BIN, Scenario
from support.certificates import make
from support.healthmodel import Daemon
from support.network import free_address
from support.secure_nginx import FIRST_PORT, SecureNginx

KEY, CLOSED_PORT = "zq1-Key-Xk", 1

MODEL = """\
model: shop
regions: {{ north: {{}} }}
defaults: {{ signal: {{ every: 1s, timeout: 900ms }} }}
flows: {{ browse: {{ needs: [page] }} }}
components:
  page:
    signals:
      good: {{ http: {{ url: "{good}?key=${{env:HM_KEY}}", headers: {{ X-Key: "${{env:HM_KEY}}" }}, {tls} }} }}
      open: {{ http: {{ url: "{good}", headers: {{ Authorization: "Bearer {key}" }}, {tls} }}, degraded: latency > 800ms }}
      busy: {{ http: {{ url: "{busy}", headers: {{ X-Key: "${{env:HM_KEY}}" }}, {tls} }} }}
      expired: {{ http: {{ url: "{expired}", {tls} }} }}
      closed: {{ tcp: "{address}:1" }}
      sent: {{ push: {{ token: "${{env:HM_TOKEN}}" }} }}
"""
TLS = "tls: { ca: Test-CA.crt, server_name: api.test }"
ECHO = 'add_header X-Said "$http_x_key$http_authorization"; if ($http_x_key) { return 503 "you sent $http_x_key"; }'


class Probe(Scenario):
    def setUp(self):
        super().setUp()
        address = free_address([*range(FIRST_PORT, FIRST_PORT + 3), CLOSED_PORT])
        ca = make(self, "Test CA", authority=True)
        good = make(self, "good", ["api.test"], issuer=ca, ends_h=12 * 24 + 1)
        self.nginx = SecureNginx(self, address, {
            "good": (good, 'add_header X-Said "$http_x_key$http_authorization";'),
            "busy": (good, ECHO),
            "expired": (make(self, "expired", ["api.test"], -48, -1, issuer=ca), ""),
        })
        self.model = self.file("model.yaml", MODEL.format(
            good=self.nginx.url("good"), busy=self.nginx.url("busy"), expired=self.nginx.url("expired"),
            address=address, tls=TLS, key=KEY))
        self.env = {**os.environ, "HM_KEY": KEY, "HM_TOKEN": "zq2-Token-Xk-0123456789"}

    def probe(self, *arguments):
        done = subprocess.run([BIN / "healthmodeld", "probe", self.model, *arguments], capture_output=True, text=True,
                              timeout=60, env=self.env)
        self.assertNotIn("zq", done.stdout + done.stderr)
        return done

    def test_a_good_answer_is_shown_with_its_certificate_and_exits_with_0(self):
        outcome = self.probe("page@north/good")
        self.assertEqual(0, outcome.returncode, outcome.stdout + outcome.stderr)
        for text in ("  > GET /?key=*** HTTP/1.1\n", "  > X-Key: ***\n", "< HTTP/1.1 200 OK\n", "  < X-Said: ***\n", "  < ok\n",
                     "secured by TLSv1.3", "\nhealthy: ok, after ", "  certificate CN=good\n    issued by CN=Test CA\n",
                     "    for api.test\n", "(in 12 days)\n"):
            self.assertIn(text, outcome.stdout)

    def test_who_asks_is_hidden_although_the_model_says_it_openly(self):
        outcome = self.probe("page@north/open")
        self.assertEqual(0, outcome.returncode, outcome.stdout + outcome.stderr)
        self.assertIn("> Authorization: ***\n", outcome.stdout)
        self.assertIn("< X-Said: ***\n", outcome.stdout)
        self.assertRegex(outcome.stdout, r"degraded +does not hold: latency > 800ms \([0-9.]+ms\)")

    def test_a_503_is_shown_as_json_and_exits_with_1(self):
        outcome = self.probe("page@north/busy", "--json")
        self.assertEqual(1, outcome.returncode)
        said = json.loads(outcome.stdout)
        self.assertEqual(("unhealthy", "status_mismatch", 503),
                         (said["state"], said["observation"]["reason"], said["observation"]["status"]))
        self.assertEqual("HTTP 503 Service Temporarily Unavailable: you sent ***", said["observation"]["detail"])
        steps = [s["step"] for s in said["dialogue"]]
        self.assertEqual(["resolved", "connected", "secured", "sent", "received"], steps[:5])
        self.assertIn("you sent ***", said["dialogue"][4]["text"])
        self.assertEqual(["api.test"], said["tls"]["chain"][0]["names"])
        self.assertGreater(said["observation"]["phases"]["tls_ms"], 0)

    def test_a_refused_connection_and_an_expired_certificate_say_why(self):
        outcome = self.probe("page@north/closed")
        self.assertEqual(1, outcome.returncode)
        self.assertIn(f"not connected to {self.nginx.address}:1: connection refused\n", outcome.stdout)
        self.assertIn("\nunhealthy: connect_refused, after ", outcome.stdout)
        outcome = self.probe("page@north/expired")
        self.assertEqual(1, outcome.returncode)
        self.assertIn("\nunhealthy: tls_expired, after ", outcome.stdout)
        self.assertIn("(1 hour ago)\n", outcome.stdout)

    def test_what_cannot_be_probed_exits_with_2_and_says_what_can(self):
        for name, text in (("page@north/god", 'there is no signal "page@north/god"; did you mean "page@north/good"?\n'),
                           ("page@north", '"page@north" is not a signal; its signals are:\n  page@north/good\n'),
                           ("page/god", 'the signals of "page" are:\n  page@north/good\n'),
                           ("page@north/sent", '"page@north/sent" cannot be probed: its results are pushed\n')):
            outcome = self.probe(name)
            self.assertEqual((2, ""), (outcome.returncode, outcome.stdout))
            self.assertIn(text, outcome.stderr)
        outcome = self.probe()
        self.assertEqual(2, outcome.returncode)
        self.assertIn("name the signal to probe, after the model:\n  page@north/good\n", outcome.stderr)
        self.assertEqual(2, self.probe("page@north/good", "--settings", "nothing.yaml").returncode)

    def test_the_running_daemon_shows_the_same_evidence(self):
        daemon = Daemon(self, self.model.read_text(), env=self.env)
        daemon.until_ready()
        good, expired, closed = (daemon.signal("page@north", name) for name in ("good", "expired", "closed"))
        self.assertEqual(f"{self.nginx.address}:1", closed["observations"][0]["peer"])
        self.assertNotIn("tls", closed)
        self.assertNotIn("peer", good["observations"][0])
        self.assertEqual("TLSv1.3", good["tls"]["version"])
        self.assertEqual("CN=expired", expired["tls"]["chain"][0]["subject"])
        told = {labels["signal"] for labels, _ in daemon.series("healthmodel_probe_tls_expiry_timestamp_seconds")}
        self.assertEqual({f"page@north/{name}" for name in ("good", "open", "busy", "expired")}, told)


if __name__ == "__main__":
    unittest.main()
