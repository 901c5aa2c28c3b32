"""The daemon as a service: it tells the manager when it is ready, reloads, stops, and that it is alive while it is."""

import signal
import unittest

from support.case import Scenario
from support.healthmodel import Daemon
from support.nginx import Nginx
from support.processes import pause
from support.service_manager import ServiceManager
from support.stopped_thread import stopped_thread
from support.waiting import wait_until

MODEL = """\
model: shop
regions: {{ north: {{}}, south: {{}} }}
flows: {{ browse: {{ needs: [page] }} }}
components: {{ page: {{ signals: {{ answers: {{ http: {{ url: "{url}/" }}, every: 1s, timeout: 500ms }} }} }} }}
"""
WATCHDOG_S = 1
HEARTBEAT_LIMIT_S = 5  # daemon: heartbeat_limit


class Service(Scenario):
    def setUp(self):
        super().setUp()
        self.manager = ServiceManager(self, WATCHDOG_S)
        self.daemon = Daemon(self, MODEL.format(url=Nginx(self).url), env=self.manager.environment)
        self.daemon.until_ready()

    def test_says_when_it_is_ready_reloads_and_stops(self):
        self.manager.until_said("READY=1")
        self.assertEqual("READY=1", self.manager.heard[0][0])
        self.assertIn("STATUS=model shop, generation 1", self.manager.heard[0])

        self.daemon.process.signal(signal.SIGHUP)
        self.manager.until_said("RELOADING=1")
        self.manager.until_said("READY=1", times=2)
        self.manager.until_said("STATUS=model shop, generation 2")

        self.assertEqual(0, self.daemon.process.stop())
        self.manager.until_said("STOPPING=1")

    def test_feeds_the_watchdog_only_while_the_evaluation_is_alive(self):
        self.manager.until_said("WATCHDOG=1", times=3)
        with stopped_thread(self.daemon.process.pid, "hm-core"):
            wait_until(lambda: self.daemon.get("/livez").status == 503, HEARTBEAT_LIMIT_S + 5, "/livez says so")
            self.assertEqual(200, self.daemon.verdict("north")[0], "balancers are answered all the same")
            pause(WATCHDOG_S)
            fed = self.manager.times("WATCHDOG=1")
            pause(3 * WATCHDOG_S)
            self.assertEqual(fed, self.manager.times("WATCHDOG=1"), "a dead core feeds nobody")
        wait_until(lambda: self.daemon.get("/livez").status == 200, 5, "alive again")
        self.manager.until_said("WATCHDOG=1", times=fed + 2)
        self.daemon.until_state("shop", "healthy", 15)
        self.assertEqual([], self.daemon.events("region_down"), "it was us who stood still")


if __name__ == "__main__":
    unittest.main()
