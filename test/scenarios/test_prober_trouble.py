"""What happens to the daemon is not held against its targets: it is out of descriptors, ten thousand runs hang at once. Nothing
good turns unhealthy, nothing is caught up on in a burst, and all is as before when it is over. test_standstill.py has more of it."""

import collections
import contextlib
import http.client
import json
import os
import resource
import select
import signal
import socket
import sys
import time
import unittest
from pathlib import Path

from support.case import Scenario
from support.healthmodel import LB_PORT, SERVE_PORT, Daemon
from support.nginx import Nginx
from support.waiting import throughout, wait_until

SIGNALS, EVERY_S = 40, 0.5
PER_SECOND = SIGNALS / EVERY_S
BUSIEST = 3           # times the usual runs of a second, by a clock that is late itself: to catch up would be nine times as many
MOST_CPU = 0.5        # of a core, while it has no descriptors: nobody spins

HUNG = 10_000         # signals whose target stands still, each
HUNG_EVERY_S, HUNG_TIMEOUT_S = 10, 9
ENOUGH_HUNG = 8_500   # of them under way at once

MODEL = """\
model: shop
regions: {{ north: {{}} }}
defaults: {{ signal: {{ every: 500ms, timeout: 400ms, fast_every: 500ms }} }}
flows: {{ browse: {{ needs: [{names}] }} }}
components:
{components}"""


def component(name, url, count, more=""):
    lines = "".join(f'      s{n}: {{ http: {{ url: "{url}/{n}" }}{more} }}\n' for n in range(count))
    return f"  {name}:\n    signals:\n{lines}"


def model_of(**components):
    return MODEL.format(names=", ".join(components), components="".join(components.values()))


class ProberTrouble(Scenario):
    def setUp(self):
        super().setUp()
        self.nginx = Nginx(self)

    def start_daemon(self, more_settings="", **components):
        self.daemon = Daemon(self, model_of(good=component("good", self.nginx.url, SIGNALS), **components), more_settings)
        self.daemon.until_ready()
        self.daemon.until_state("good@north", "healthy", 20)

    def good_reasons(self):
        """Reason → runs of the good signals that ended so."""
        sums = collections.Counter()
        for has, value in self.daemon.series("healthmodel_probe_results_total"):
            if has["signal"].startswith("good@"):
                sums[has["reason"]] += value
        return sums

    def begun(self):
        return self.daemon.metric("healthmodel_scheduler_lag_seconds_count")

    def in_flight(self):
        return self.daemon.metric("healthmodel_probe_runs_in_flight")

    def good_is_not_blamed(self):
        return self.daemon.state("good@north") in ("healthy", "unknown")


class NoDescriptors(ProberTrouble):
    @contextlib.contextmanager
    def no_more_descriptors(self):
        """Those that are open stay so."""
        pid = self.daemon.process.pid
        before = resource.prlimit(pid, resource.RLIMIT_NOFILE)
        resource.prlimit(pid, resource.RLIMIT_NOFILE, (1, before[1]))
        try:
            yield
        finally:
            resource.prlimit(pid, resource.RLIMIT_NOFILE, before)

    def asked(self, connection, path):
        """Over a connection that was there before."""
        connection.request("GET", path)
        return connection.getresponse().read().decode()

    def newcomer(self, port):
        """Has asked already: the system lets him in, whatever the daemon does."""
        connection = socket.create_connection((self.daemon.address, port), timeout=10)
        self.addCleanup(connection.close)
        connection.sendall(b"GET /health/north HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        return connection

    def all_of(self, connection):
        return b"".join(iter(lambda: connection.recv(65536), b""))

    def cpu_s(self):
        stat = Path(f"/proc/{self.daemon.process.pid}/stat").read_text()
        user, system = stat.rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def test_without_descriptors_all_is_unknown_and_nobody_is_blamed(self):
        self.start_daemon()
        with contextlib.closing(http.client.HTTPConnection(self.daemon.address, SERVE_PORT, timeout=5)) as api, \
                contextlib.closing(http.client.HTTPConnection(self.daemon.address, LB_PORT, timeout=5)) as balancer:
            self.asked(api, "/api/v1/status")
            self.asked(balancer, "/health/north")
            with self.no_more_descriptors():
                newcomers = [self.newcomer(port) for port in (SERVE_PORT, LB_PORT)]
                seen = set()

                def unknown():
                    node = json.loads(self.asked(api, "/api/v1/nodes/good@north"))
                    seen.add(node["state"])
                    self.assertIn("serve=yes", self.asked(balancer, "/health/north"))
                    return node["state"] == "unknown"

                wait_until(unknown, 20, "good is unknown")
                started, used = time.monotonic(), self.cpu_s()
                throughout(unknown, 4, "it stays unknown")
                share = (self.cpu_s() - used) / (time.monotonic() - started)
                last = json.loads(self.asked(api, "/api/v1/signals/good@north/s0"))["observations"][0]
                self.assertEqual(("prober_error", "too many open files"), (last["reason"], last["detail"]))
                self.assertEqual([], select.select(newcomers, [], [], 0)[0], "there is no room for newcomers")
        print(f"\n  {100 * share:.0f} % of a core without descriptors", file=sys.stderr)
        self.assertLessEqual(seen, {"healthy", "unknown"})
        self.assertLess(share, MOST_CPU)
        for connection in newcomers:
            self.assertIn(b"serve=yes", self.all_of(connection), "who came meanwhile is let in as soon as there is")

        self.daemon.until_state("good@north", "healthy", 20)
        self.assertLessEqual(set(self.good_reasons()) - {"timeout"}, {"ok", "prober_error"})
        self.assertEqual([], self.daemon.events("region_down"))


class TenThousandTimeouts(ProberTrouble):
    def test_cost_the_others_nothing_and_are_not_caught_up_on(self):
        hung = Nginx(self)
        more = f", every: {HUNG_EVERY_S}s, fast_every: {HUNG_EVERY_S}s, timeout: {HUNG_TIMEOUT_S}s, fall: 1, on_failure: degraded"
        self.start_daemon("probing: { max_concurrent: 12000, max_per_host: 12000 }\n",
                          hung=component("hung", hung.url, HUNG, more))
        self.daemon.until_state("hung@north", "healthy", 30)

        hung.process.signal(signal.SIGSTOP)
        wait_until(lambda: self.in_flight() > ENOUGH_HUNG, 30, "most of them are under way")
        before, good_before, started = self.begun(), self.good_reasons(), time.monotonic()
        most = self.watch(HUNG_EVERY_S + 2)
        self.daemon.until_state("hung@north", "degraded", 20)
        hung.process.signal(signal.SIGCONT)
        most = max(most, self.watch(HUNG_EVERY_S / 2))
        rate = (self.begun() - before) / (time.monotonic() - started)
        good = self.good_reasons() - good_before
        usual = PER_SECOND + HUNG / HUNG_EVERY_S
        print(f"\n  {rate:.0f} runs a second, usual are {usual:.0f}; the busiest second had {most:.0f}; good: {dict(good)}",
              file=sys.stderr)
        self.assertLess(rate, 1.1 * usual)
        self.assertLess(most, BUSIEST * usual)
        self.assertGreater(good["ok"], 0.9 * sum(good.values()))
        for name in ("hung", "good"):
            self.daemon.until_state(f"{name}@north", "healthy", 60)
        self.assertEqual([], self.daemon.events("region_down"))

    def watch(self, seconds):
        """The most runs that began within about a second; nothing good is blamed."""
        most, end = 0, time.monotonic() + seconds
        while time.monotonic() < end:
            before, started = self.begun(), time.monotonic()
            throughout(self.good_is_not_blamed, 1, "the good component is not blamed")
            most = max(most, (self.begun() - before) / (time.monotonic() - started))
        return most


if __name__ == "__main__":
    unittest.main()
