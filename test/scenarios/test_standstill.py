"""For half a minute one daemon stands still as a whole, and of another the core alone. Balancers hear nothing new, nothing turns
unhealthy or stale, nothing is caught up on in a burst: what a daemon did not look at is no evidence against anybody."""

import collections
import contextlib
import json
import re
import signal
import sys
import threading
import time
import unittest

from support.case import Scenario
from support.healthmodel import AGENT_PORT, LB_PORT, SERVE_PORT, Daemon
from support.hostile_clients import first_line
from support.network import free_address
from support.nginx import Nginx
from support.stopped_thread import stopped_thread
from support.target import SIGNAL, Service
from support.waiting import throughout, wait_until

STILL_S, AFTER_S = 30, 8
HEARTBEAT_LIMIT_S = 5  # daemon: heartbeat_limit
SIGNALS, EVERY_S = 20, 0.5
PER_SECOND = 3 * SIGNALS / EVERY_S
BUSIEST = 1.6          # times the usual requests of a second, at most
GOOD, FAILING = ("north", "south"), "west"

MODEL = """\
model: shop
regions: {{ north: {{}}, south: {{}}, west: {{}} }}
defaults: {{ signal: {{ every: 500ms, timeout: 400ms, fast_every: 500ms }} }}
flows:
  browse: {{ needs: [good] }}
  buy: {{ regions: [west], needs: [failing] }}
components:
  failing: {{ regions: [west], signals: {{ answers: {failing} }} }}
  good:
    signals:
{good}"""


class Balancers(threading.Thread):
    """Ask a daemon about each region by HTTP and as an agent, again and again. `told`: region → what was said, how often."""

    def __init__(self, daemon):
        super().__init__(daemon=True)
        self._asked, self._end = daemon, threading.Event()
        self.told, self.unanswered = collections.defaultdict(collections.Counter), 0
        self.start()

    def run(self):
        while not self._end.wait(0.05):
            for region in (*GOOD, FAILING):
                try:
                    agent = first_line((self._asked.address, AGENT_PORT), f"{region}\n".encode())
                    self.told[region][*self._asked.verdict(region), agent.strip()] += 1
                except OSError:
                    self.unanswered += 1

    def stop(self):
        self._end.set()
        self.join()


class Standstill(Scenario):
    def setUp(self):
        super().setUp()
        self.nginx, self.west = Nginx(self), Service(self)
        self.whole, self.half = self.start_daemon("whole"), self.start_daemon("half")
        for daemon in (self.whole, self.half):
            daemon.until_ready()
            daemon.until_state("shop", "healthy", 20)
        self.well = {region: [*self.whole.verdict(region), "up 100%"] for region in GOOD}

    def start_daemon(self, name):
        """One that begins its requests with its name."""
        good = "".join(f'      s{n}: {{ http: {{ url: "{self.nginx.url}/{name}/{n}" }} }}\n' for n in range(SIGNALS))
        address = free_address((SERVE_PORT, LB_PORT, AGENT_PORT))
        return Daemon(self, MODEL.format(good=good, failing=SIGNAL.format(at=self.west.at)),
                      f'  - {{ listen: "{address}:{AGENT_PORT}", serves: agent }}\n', address=address, name=name)

    def requests_by_second(self, daemon_name):
        lines = (self.directory / "nginx-access.log").read_text().splitlines()
        return collections.Counter(re.search(r"\[(.*?)\]", line).group(1) for line in lines if f" /{daemon_name}/" in line)

    @contextlib.contextmanager
    def asked_by_balancers(self, daemon):
        """Who hear of the good regions what they always heard, and of the failing one nothing worse than it was."""
        balancers = Balancers(daemon)
        try:
            yield
        finally:
            balancers.stop()
        self.assertEqual(0, balancers.unanswered)
        for region in GOOD:
            self.assertEqual([tuple(self.well[region])], list(balancers.told[region]))
        for status, line, agent in balancers.told[FAILING]:
            self.assertEqual((200, "up 100%"), (status, agent), line)

    def blames_nobody(self, daemon):
        nodes = [daemon.node(f"good@{region}") for region in (*GOOD, FAILING)]
        return {n["state"] for n in nodes} <= {"healthy", "unknown"} and "stale" not in json.dumps(nodes)

    def test_nothing_changes_and_nothing_is_caught_up_on(self):
        self.west.be("unhealthy")
        for daemon in (self.whole, self.half):
            daemon.until_state(FAILING, "unhealthy", 20)
        said = {daemon: len(daemon.process.output()) for daemon in (self.whole, self.half)}
        missed = self.whole.metric("healthmodel_probe_runs_missed_total")

        with self.asked_by_balancers(self.half):
            self.whole.process.signal(signal.SIGSTOP)
            with stopped_thread(self.half.process.pid, "hm-core"):
                self.west.be("healthy")
                self.the_core_is_seen_to_stand_still()
            self.whole.process.signal(signal.SIGCONT)
            with self.asked_by_balancers(self.whole):
                throughout(lambda: self.blames_nobody(self.whole) and self.blames_nobody(self.half), AFTER_S, "nobody is blamed")
        self.assertEqual(200, self.half.get("/livez").status)
        for daemon, before in said.items():
            daemon.until_state("shop", "healthy", 10)
            since = daemon.process.output()[before:]
            self.assertNotIn("region_down", since)
            self.assertNotRegex(since, r"(node|verdict)_changed (node|region)=\S*(good|browse|north|south)")

        self.nothing_is_caught_up_on(self.whole.metric("healthmodel_probe_runs_missed_total") - missed)

    def the_core_is_seen_to_stand_still(self):
        began = time.monotonic()
        dead_s, _ = wait_until(lambda: self.half.get("/livez").status == 503, HEARTBEAT_LIMIT_S + 3, "/livez says so")
        self.assertGreater(dead_s, HEARTBEAT_LIMIT_S - 1)
        throughout(lambda: self.half.get("/livez").status == 503, STILL_S - (time.monotonic() - began), "/livez goes on to say so")

    def nothing_is_caught_up_on(self, missed):
        whole, half = (self.requests_by_second(name) for name in ("whole", "half"))
        print(f"\n  {missed:.0f} runs missed in {STILL_S} s; usual are {PER_SECOND:.0f} a second, the busiest had {max(whole.values())},"
              f" and {max(half.values())} where the core alone stood still", file=sys.stderr)
        self.assertGreater(missed, 0.8 * (STILL_S - 1) * PER_SECOND)
        self.assertLess(missed, 1.2 * (STILL_S + 1) * PER_SECOND)
        self.assertLess(max(*whole.values(), *half.values()), BUSIEST * PER_SECOND)
        self.assertGreater(sum(half.values()), 0.8 * STILL_S * PER_SECOND, "shards go on without their core")


if __name__ == "__main__":
    unittest.main()
