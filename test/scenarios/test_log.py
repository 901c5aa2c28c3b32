"""What operators read: one line per state change, per check that failed and per one that recovered; text or JSON."""

import json
import unittest

from support.case import Scenario
from support.healthmodel import AT_ONCE, Daemon
from support.nginx import Nginx
from support.waiting import wait_until

MODEL = """\
model: shop
regions: {{ north: {{}} }}
flows: {{ browse: {{ needs: [page] }} }}
components: {{ page: {{ signals: {{ answers: {{ http: {{ url: "{url}/" }}, every: 1s, timeout: 900ms, rise: 2, fall: 3 }} }} }} }}
"""


class Log(Scenario):
    def outage(self, settings):
        """A target that goes and comes back, as the log tells it."""
        nginx = Nginx(self)
        daemon = Daemon(self, MODEL.format(url=nginx.url) + AT_ONCE, settings)
        daemon.until_ready()
        daemon.until_state("shop", "healthy", 20)
        nginx.process.kill()
        daemon.until_state("shop", "unhealthy", 20)
        nginx.start()
        daemon.until_state("shop", "healthy", 20)
        self.assertEqual(0, daemon.process.stop())
        return daemon

    def test_as_json(self):
        daemon = self.outage("log: { format: json }\n")
        lines = [json.loads(line) for line in daemon.process.output().splitlines()]
        for line in lines:
            self.assertLessEqual({"time", "level", "event"}, set(line))

        def told(event, **fields):
            return [line for line in lines if line["event"] == event and fields.items() <= line.items()]

        signal = "page@north/answers"
        # One of each, but for a late answer of a busy machine: never two failures without a recovery between them.
        checks = [line["event"] for line in lines if line["event"].startswith("check_")]
        self.assertEqual(["check_failed", "check_recovered"] * (len(checks) // 2), checks)
        self.assertIn("connect_refused", [line["reason"] for line in told("check_failed", signal=signal)])
        self.assertEqual(["healthy", "unhealthy", "healthy"], [line["to"] for line in told("signal_changed", signal=signal)])
        self.assertEqual(["healthy", "unhealthy", "healthy"], [line["to"] for line in told("node_changed", node="shop")])
        self.assertEqual(1, len(told("region_down", region="north")))
        self.assertEqual(1, len(told("region_back", region="north")))
        self.assertEqual([], told("check_passed"))

    def test_as_text_with_every_check(self):
        daemon = self.outage("log: { format: text, checks: all }\n")
        self.assertGreaterEqual(len(daemon.events("check_passed")), 1)
        self.assertGreaterEqual(len(daemon.events("check_failed")), 3)
        self.assertGreaterEqual(len(daemon.events("check_recovered")), 1)
        self.assertLess(len(daemon.events("check_recovered")), len(daemon.events("check_failed")))

    def test_without_checks(self):
        daemon = self.outage("log: { checks: none }\n")
        wait_until(lambda: daemon.events("stopped"), 2, "the end is logged")
        self.assertEqual([], [line for line in daemon.process.output().splitlines() if " check_" in line])


if __name__ == "__main__":
    unittest.main()
