"""Names, with a real name server: what it answers is the target's; that nobody answers is our own trouble."""

import unittest

from support.case import Scenario
from support.dnsmasq import Dnsmasq
from support.healthmodel import Daemon
from support.nginx import PORT as NGINX_PORT
from support.nginx import Nginx
from support.waiting import wait_until

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
        self.daemon.until_state("known@north", "healthy", 20)
        self.daemon.until_state("unheard-of@north", "unhealthy", 20)
        # On a busy machine the name server may be late now and then, which is another reason.
        wait_until(lambda: self.last_reasons("unheard-of@north") == {"dns_failure"}, 20, "the reason is the name")
        wait_until(lambda: "NXDOMAIN" in self.daemon.node("unheard-of@north")["reason"], 20, "NXDOMAIN is what it says")

        self.dnsmasq.process.kill()
        self.daemon.until_state("known@north", "unknown", 20)
        self.daemon.until_state("unheard-of@north", "unknown", 20)
        wait_until(lambda: self.last_reasons("known@north") == {"prober_error"}, 20, "it is our own trouble")
        wait_until(lambda: "source=held" in self.daemon.verdict("north")[1], 20, "the verdict is held")
        self.assertEqual(200, self.daemon.verdict("north")[0], "what we cannot see evicts nobody")

        self.dnsmasq.start()
        self.daemon.until_state("known@north", "healthy", 20)
        self.daemon.until_state("unheard-of@north", "unhealthy", 20)


if __name__ == "__main__":
    unittest.main()
