"""Somebody sets the daemon's wall clock, an hour forth and back. States, dwells and probes go by a clock that is never set; what
operators say ends when the wall clock says so, and is then over for good."""

import collections
import re
import time
import unittest
from datetime import datetime, timedelta

from support.case import Scenario
from support.nginx import Nginx
from support.operators import REGIONS, Shop
from support.wall_clock import WallClock
from support.waiting import throughout, wait_until

DWELL_S = 4
LATE_S = 3    # what a dwell may take longer on a busy machine
A_WHILE_S = 2
SIGNALS, EVERY_S = 10, 0.5
PER_SECOND = len(REGIONS) * SIGNALS / EVERY_S
BUSIEST = 1.6  # times the usual requests of a second, at most

MORE = """\
traffic: {{ down_after: 4s, total_failure_after: 4s, up_after: 1s, min_down: 4s, ramp: 0s }}
components:
  page:
    signals:
{signals}"""
PAGE = '      s{n}: {{ http: {{ url: "{url}/{n}" }}, every: 500ms, fast_every: 500ms, timeout: 400ms }}\n'


class ClockIsSet(Scenario):
    def setUp(self):
        super().setUp()
        self.nginx, self.clock = Nginx(self), WallClock(self)
        signals = "".join(PAGE.format(n=n, url=self.nginx.url) for n in range(SIGNALS))
        self.shop = Shop(self, env=self.clock.environment, more=MORE.format(signals=signals))
        self.shop.until_well()
        wait_until(lambda: len(self.shop.daemon.events("verdict_changed")) == len(REGIONS), 5, "the log has the first verdicts")

    def told(self):
        return [self.shop.daemon.verdict(region) for region in REGIONS]

    def test_nothing_changes(self):
        daemon, told = self.shop.daemon, self.told()
        said = len(daemon.process.output())

        def as_before():
            return self.told() == told and daemon.state("shop") == "healthy" and daemon.get("/livez").status == 200

        for hours in (1, 0, -1, 0):
            self.clock.set(hours)
            throughout(as_before, A_WHILE_S, f"as before, {hours} hours off")
        self.assertEqual("", daemon.process.output()[said:])
        lines = (self.directory / "nginx-access.log").read_text().splitlines()
        by_second = collections.Counter(re.search(r"\[(.*?)\]", line).group(1) for line in lines)
        self.assertLess(max(by_second.values()), BUSIEST * PER_SECOND)
        self.assertGreater(len(lines), 4 * A_WHILE_S * PER_SECOND / BUSIEST, "probes go on")

    def test_a_dwell_takes_as_long_as_ever(self):
        def took_its_dwell(region, serves, began):
            wait_until(lambda: self.shop.serves(region) == serves, DWELL_S + LATE_S, f"{region} serves: {serves}")
            self.assertGreater(time.monotonic() - began, DWELL_S - 0.5)

        began = time.monotonic()
        self.shop.push("west", "unhealthy")
        self.clock.set(1)
        took_its_dwell("west", False, began)

        began = time.monotonic()
        self.shop.push("west", "healthy")
        self.shop.push("south", "unhealthy")
        self.clock.set(-1)
        took_its_dwell("west", True, began)
        took_its_dwell("south", False, began)

        began = time.monotonic()
        self.shop.push("south", "healthy")
        self.clock.set(0)
        took_its_dwell("south", True, began)

    def test_what_operators_said_is_over_when_the_clock_says_so_and_only_once(self):
        def in_force():
            return [o["kind"] for o in self.shop.overrides()]

        for kind, region, length in (("drain", "north", "30m"), ("freeze", "south", "4h")):
            self.assertEqual(200, self.shop.place(kind, region=region, **{"for": length}).status)
        self.clock.set(1)
        wait_until(lambda: self.shop.serves("north"), 5, "the drain is over")
        self.assertEqual(["freeze"], in_force())

        self.clock.set(-1)
        throughout(lambda: self.shop.serves("north") and in_force() == ["freeze"], A_WHILE_S, "what is over stays so")
        drain = self.shop.place("drain", region="north", **{"for": "2s"}).json()["override"]
        an_hour_ago = datetime.now().astimezone() - timedelta(hours=1)
        self.assertLess(abs(datetime.fromisoformat(drain["since"]) - an_hour_ago), timedelta(minutes=1), "the clock was set")
        self.assertFalse(self.shop.serves("north"))
        wait_until(lambda: self.shop.serves("north"), 5, "this drain is over, too")

    def test_a_slow_drain_goes_on_by_its_rate(self):
        self.assertEqual(200, self.shop.place("drain", region="north", rate="100%/min").status)
        weights = []
        for hours in (0, 1, -1):
            self.clock.set(hours)
            throughout(lambda: weights.append(self.weight("north")) or True, A_WHILE_S, "asked")
        self.assertEqual(sorted(weights, reverse=True), weights, "it never gets more")
        self.assertGreater(weights[-1], 60)
        self.assertLess(weights[-1], 100)

    def weight(self, region):
        return int(re.search(r"weight=(\d+)", self.shop.daemon.verdict(region)[1]).group(1))


if __name__ == "__main__":
    unittest.main()
