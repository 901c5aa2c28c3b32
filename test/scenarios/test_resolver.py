"""Names, with a real name server: what it answers is the target's; that nobody answers is our own trouble."""

import unittest

from support.case import Scenario
from support.dnsmasq import Dnsmasq
from support.healthmodel import Daemon
from support.nginx import PORT as NGINX_PORT
from support.nginx import Nginx

MODEL = """\
model: shop
regions: {{ north: {{}} }}
defaults: {{ signal: {{ every: 1s, timeout: 500ms, rise: 1, fall: 1 }} }}
flows:
  browse: {{ needs: [known, {{ name: unheard-of, impact: at_most_degraded }}] }}
components:
  known:      {{ signals: {{ answers: {{ http: {{ url: "http://catalog.test:{port}/" }} }} }} }}
  unheard-of: {{ signals: {{ answers: {{ http: {{ url: "http://nowhere.test:{port}/" }} }} }} }}
"""

# Names are asked for anew as soon as their time is over, which is a second here.
SETTINGS = 'resolver: {{ servers: ["{server}"], timeout: 200ms, tries: 2, max_ttl: 1s, negative_ttl: 1s }}\n'


class Resolver(Scenario):
    def setUp(self):
        super().setUp()
        self.nginx = Nginx(self)
        self.dnsmasq = Dnsmasq(self, {"catalog.test": self.nginx.address})
        self.daemon = Daemon(self, MODEL.format(port=NGINX_PORT), SETTINGS.format(server=self.dnsmasq.server))

    def last_reasons(self, node, n=1):
        return {o["reason"] for o in self.daemon.signal(node, "answers")["observations"][:n]}

    def test_known_unknown_and_silent(self):
        self.daemon.until_ready()
        self.daemon.until_state("known@north", "healthy", 10)
        self.daemon.until_state("unheard-of@north", "unhealthy", 10)
        self.assertEqual({"dns_failure"}, self.last_reasons("unheard-of@north"))
        self.assertIn("NXDOMAIN", self.daemon.node("unheard-of@north")["reason"])

        self.dnsmasq.process.kill()
        self.daemon.until_state("known@north", "unknown", 20)
        self.daemon.until_state("unheard-of@north", "unknown", 20)
        self.assertEqual({"prober_error"}, self.last_reasons("known@north"))
        status, line = self.daemon.verdict("north")
        self.assertEqual(200, status, "what we cannot see evicts nobody")
        self.assertIn("source=held", line)

        self.dnsmasq.start()
        self.daemon.until_state("known@north", "healthy", 20)
        self.daemon.until_state("unheard-of@north", "unhealthy", 20)


if __name__ == "__main__":
    unittest.main()
