#!/usr/bin/python3
"""A regional outage, survived: HAProxy in front of two regions asks the daemon, and users never stop asking.

Two outages one after the other: westeurope's processes are killed and started again; then its database hangs and is
mended. `test_outage.py --runs 5` prints a table of as many runs for the record.
"""

import sys
import time
import unittest
from dataclasses import dataclass

from support.case import Scenario
from support.contoso import Load, Stamp, example_model
from support.haproxy import HAProxy
from support.healthmodel import LB_PORT, Daemon
from support.processes import pause
from support.waiting import wait_until

OUT_AFTER_KILL_S = 8
OUT_AFTER_HANG_S = 11
BACK_S = 8
QUIET_S = 30           # no user may see an error for so long after the region was taken out
WAIT_S = 30            # longer than any of them: what is late is measured, too
RATE = 30
ALL_WELL = {"westeurope": "UP", "northeurope": "UP"}


@dataclass
class Outage:
    """What one outage cost. Times in s; errors are those of requests that were sent in that time."""
    what: str
    out_s: float = 0
    back_s: float = 0
    errors_before_out: int = 0
    errors_after_out: int = 0


class RegionalOutage(Scenario):
    def setUp(self):
        super().setUp()
        self.west, self.north = Stamp(self, "westeurope"), Stamp(self, "northeurope")
        model = example_model([self.west, self.north], every="2s", timeout="1s", fall="3", rise="2",
                              down_after="0s", up_after="0s", min_down="0s", ramp="0s")
        self.daemon = Daemon(self, model)
        self.haproxy = HAProxy(self, [(self.west, 75), (self.north, 25)], self.daemon.address, LB_PORT)
        self.load = Load(self, self.haproxy.url, rate=RATE)
        self.daemon.until_ready()
        self.until_all_is_well()

    def until_all_is_well(self):
        wait_until(lambda: self.haproxy.states() == ALL_WELL, WAIT_S, "HAProxy sends users to both regions")
        self.daemon.until_state("contoso-shoes", "healthy", WAIT_S)

    def outage(self, what, begin, end):
        """Runs one outage of westeurope. (its figures but for the errors, when it began, when the region was out)"""
        seen = Outage(what)
        began = time.time()
        begin()
        seen.out_s, _ = wait_until(lambda: self.haproxy.takes_out("westeurope"), WAIT_S, "westeurope is out")
        out = time.time()
        self.assertEqual(503, self.daemon.verdict("westeurope")[0])
        self.assertEqual(200, self.daemon.verdict("northeurope")[0])
        self.assertEqual(1, self.daemon.metric("healthmodel_region_verdict", region="westeurope", state="down"))
        pause(QUIET_S)
        end()
        seen.back_s, _ = wait_until(lambda: self.haproxy.lets_in("westeurope"), WAIT_S, "westeurope is back")
        self.assertEqual(0, self.daemon.metric("healthmodel_region_verdict", region="westeurope", state="down"))
        self.until_all_is_well()
        return seen, began, out

    def survive(self):
        """Both outages, with what the users saw of them."""
        outages = [
            self.outage("killed", self.west.process.kill, self.west.start),
            self.outage("database hangs", lambda: self.west.break_service("cosmos-db", mode="hanging"), self.west.mend),
        ]
        report = self.load.report()
        self.assertEqual(len(report["error_list"]), report["errors"], "the load generator's list of errors is complete")
        for seen, began, out in outages:
            sent = [e["sent_ms"] / 1000 for e in report["error_list"]]
            seen.errors_before_out = sum(began - 3 <= s < out for s in sent)
            seen.errors_after_out = sum(out <= s < out + QUIET_S for s in sent)
        return [seen for seen, _, _ in outages]

    def test_is_noticed_soon_and_felt_no_longer(self):
        killed, hung = self.survive()
        for seen in (killed, hung):
            print(f"\n  {seen}", file=sys.stderr)
            self.assertLessEqual(seen.back_s, BACK_S)
            self.assertEqual(0, seen.errors_after_out)
        self.assertLessEqual(killed.out_s, OUT_AFTER_KILL_S)
        self.assertLessEqual(hung.out_s, OUT_AFTER_HANG_S)
        self.assertGreater(hung.errors_before_out, 0, "the users felt nothing: was it an outage at all?")
        self.assertEqual(2, len(self.daemon.events("region_down")), "each outage is announced once")
        self.assertEqual(2, len(self.daemon.events("region_back")), "each recovery is announced once")


class Runs(RegionalOutage):
    """One run for the table."""

    table = []

    def test_is_noticed_soon_and_felt_no_longer(self):
        self.table.append(self.survive())


def print_table(runs):
    print("\n| run | outage | out after | back after | errors until out | errors in the 30 s after |\n|---|---|---|---|---|---|")
    for number, outages in enumerate(runs, start=1):
        for o in outages:
            print(f"| {number} | {o.what} | {o.out_s:.1f} s | {o.back_s:.1f} s | {o.errors_before_out} | {o.errors_after_out} |")


def several(runs):
    suite = unittest.TestSuite(Runs("test_is_noticed_soon_and_felt_no_longer") for _ in range(runs))
    good = unittest.TextTestRunner(verbosity=1).run(suite).wasSuccessful()
    print_table(Runs.table)
    return 0 if good else 1


def load_tests(loader, _tests, _pattern):
    """Runs is for the command line only."""
    return loader.loadTestsFromTestCase(RegionalOutage)


if __name__ == "__main__":
    if "--runs" in sys.argv:
        sys.exit(several(int(sys.argv[sys.argv.index("--runs") + 1])))
    unittest.main()
