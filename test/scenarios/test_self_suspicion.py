"""Is it them, or is it us? One of two regions dies: it is taken out. The daemon's own network dies: everything is held."""

import sys
import unittest

from support.case import Scenario
from support.healthmodel import AT_ONCE, Daemon
from support.namespace import Cable, Namespace
from support.nginx import PORT, Nginx
from support.processes import pause
from support.waiting import throughout, wait_until

EAST, WEST, WITNESS = "10.77.0.11", "10.77.0.12", "10.77.0.13"
OUT_S = 8        # what the outage scenario grants, too
NOTICED_S = 10   # an interval, a timeout, and a tick
BACK_S = 30      # after the cut: the grace of two intervals, and two good results

MODEL = """\
model: shop
regions: {{ east: {{ vars: {{ base: "http://{east}:{port}" }} }}, west: {{ vars: {{ base: "http://{west}:{port}" }} }} }}
defaults: {{ signal: {{ every: 2s, timeout: 1s, rise: 2, fall: 3 }} }}
flows: {{ browse: {{ needs: [front-end, api, db] }} }}
components:
  front-end: {{ signals: {{ page: {{ http: {{ url: "${{region.base}}/" }} }}, css: {{ http: {{ url: "${{region.base}}/css" }} }} }} }}
  api: {{ signals: {{ items: {{ http: {{ url: "${{region.base}}/items" }} }}, ping: {{ http: {{ url: "${{region.base}}/ping" }} }} }} }}
dependencies:
  db: {{ signals: {{ read: {{ http: {{ url: "${{region.base}}/read" }} }}, write: {{ http: {{ url: "${{region.base}}/write" }} }} }} }}
{more}"""
WITNESSES = f'witnesses: {{ gateway: {{ http: {{ url: "http://{WITNESS}:{PORT}/" }}, every: 1s }} }}\n'


class DaemonWithin(Daemon):
    """Asked from within its namespace."""

    def __init__(self, scenario, model, namespace):
        self._namespace = namespace
        super().__init__(scenario, model, address="127.0.0.1", prefix=namespace.prefix)

    def get(self, path):
        return self._namespace.get(self.url + path)

    def verdict(self, region):
        answer = self._namespace.get(f"{self.lb_url}/health/{region}")
        return answer.status, answer.text.splitlines()[0]


class SelfSuspicion(Scenario):
    def begin(self, witnesses=False):
        here, there = Namespace(self, "daemon"), Namespace(self, "targets")
        self.cable = Cable(here, there, [EAST, WEST, WITNESS])
        self.east, self.west = Nginx(self, EAST, there), Nginx(self, WEST, there)
        self.witness = Nginx(self, WITNESS, there)
        self.daemon = DaemonWithin(
            self, MODEL.format(east=EAST, west=WEST, port=PORT, more=AT_ONCE + (WITNESSES if witnesses else "")), here)
        self.daemon.until_ready()
        self.daemon.until_state("shop", "healthy", 10)

    def told(self, what, seconds):
        print(f"\n  {what}: {seconds:.1f} s", file=sys.stderr)

    def serves(self, region):
        return self.daemon.verdict(region)[0] == 200

    def one_region_dies(self):
        self.east.process.kill()
        out, _ = wait_until(lambda: not self.serves("east"), OUT_S, "east is out")
        self.told("killed region out", out)
        self.assertTrue(self.serves("west"))
        self.assertEqual([], self.daemon.events("self_suspicion"))
        self.east.start()
        back, _ = wait_until(lambda: self.serves("east"), OUT_S, "east is back")
        self.told("back", back)
        self.daemon.until_state("shop", "healthy", 10)

    def the_network_dies(self):
        self.cable.cut()
        noticed, _ = wait_until(
            lambda: "self_suspicion" in self.daemon.get("/api/v1/status").json(), NOTICED_S, "the daemon suspects itself")
        self.told("suspects itself", noticed)
        self.assertEqual(1, self.daemon.metric("healthmodel_self_suspicion"))
        throughout(lambda: self.serves("east") and self.serves("west"), 15, "both regions are held")
        wait_until(lambda: "source=held" in self.daemon.verdict("east")[1], 5, "held is what the answer says")
        self.assertNotEqual("unhealthy", self.daemon.state("browse@east"))
        self.assertEqual([], [line for line in self.daemon.events("region_down") if "east" not in line])

        self.cable.mend()
        over, _ = wait_until(
            lambda: "self_suspicion" not in self.daemon.get("/api/v1/status").json(), NOTICED_S, "the doubt is over")
        self.told("over", over)
        throughout(lambda: self.serves("east") and self.serves("west"), 3, "nobody is evicted by what is past")
        self.daemon.until_state("shop", "healthy", BACK_S)

    def test_without_witnesses(self):
        self.begin()
        self.one_region_dies()
        self.the_network_dies()

    def test_with_a_witness(self):
        self.begin(witnesses=True)
        self.one_region_dies()
        self.the_network_dies()

    def test_a_region_that_is_dead_stays_out_through_a_cut(self):
        self.begin()
        self.east.process.kill()
        wait_until(lambda: not self.serves("east"), OUT_S, "east is out")
        pause(5)
        self.cable.cut()
        # Of the one region that still answered nothing can be said: a panic, or a hold, but never both out.
        throughout(lambda: self.serves("west"), 10, "the last region serves")


if __name__ == "__main__":
    unittest.main()
