"""gdnsd by the file that the daemon keeps for it: DNS answers follow the verdicts."""

import re
import sys
import threading
import unittest

from support.case import Scenario
from support.gdnsd import Gdnsd
from support.healthmodel import Daemon
from support.processes import pause
from support.target import Service, model_of
from support.waiting import throughout, wait_until

WEST, NORTH = "westeurope", "northeurope"
ADDRESSES = {WEST: "192.0.2.211", NORTH: "192.0.2.212"}
KNOWN_S, NOTICED_S = 20, 40
FOLLOWS_S = 3     # from the verdict to DNS
ENOUGH = 12       # questions, to see both addresses if there are two: northeurope is one answer in four
QUIET_S = 6

SETTINGS = """\
exports:
  - gdnsd_extfile: {{ file: {file}, entries: {{ "{west}": westeurope, "{north}": northeurope/browse }}, min_ttl: 6s, max_ttl: 40s }}
"""


class ByExtfile(Scenario):
    def setUp(self):
        super().setUp()
        self.services = {region: Service(self, region) for region in ADDRESSES}
        (self.directory / "gdnsd").mkdir()
        self.extfile = self.directory / "gdnsd" / "regions"
        self.settings = SETTINGS.format(file=self.extfile, west=ADDRESSES[WEST], north=ADDRESSES[NORTH])
        self.daemon = Daemon(self, model_of(self.services), self.settings)
        self.daemon.until_ready()
        wait_until(self.extfile.exists, 5, "the file is there")
        self.gdnsd = Gdnsd(self, list(ADDRESSES.values()))

    def states(self):
        """Region → UP or DOWN, as the file has it; and that it is whole."""
        text = self.extfile.read_text()
        found = dict(re.findall(r"^(\S+) => (UP|DOWN)/[0-9]+$", text, re.M))
        self.assertEqual(set(ADDRESSES.values()), set(found), text)
        return {region: found[address] for region, address in ADDRESSES.items()}

    def until_told(self, region, verdict):
        wait_until(lambda: f" verdict={verdict} " in self.daemon.verdict(region)[1], NOTICED_S, f"{region} is {verdict}")

    def until_dns_has(self, *regions):
        wanted = {ADDRESSES[r] for r in regions}
        return wait_until(lambda: self.gdnsd.addresses(ENOUGH) == wanted, NOTICED_S, f"DNS has {regions}")[0]

    def test_dns_answers_follow_within_seconds(self):
        self.until_dns_has(WEST, NORTH)
        self.assertEqual({6}, {ttl for ttl, _ in self.gdnsd.ask()})
        for _ in range(2):
            self.services[WEST].be("unhealthy")
            self.until_told(WEST, "down")
            out_s = self.until_dns_has(NORTH)
            self.services[WEST].be("healthy")
            self.until_told(WEST, "up")
            back_s = self.until_dns_has(WEST, NORTH)
            print(f"\n  gdnsd: out {out_s:.1f} s after the verdict, back {back_s:.1f} s after it", file=sys.stderr)
            self.assertLessEqual(out_s, FOLLOWS_S)
            self.assertLessEqual(back_s, FOLLOWS_S)

    def test_the_file_is_always_whole_and_never_written_twice_within_two_seconds(self):
        written, torn, stop = [], [], threading.Event()

        def watch():
            while not stop.is_set():
                at, text = self.extfile.stat().st_mtime_ns / 1e9, self.extfile.read_text()
                if not written or at != written[-1]:
                    written.append(at)
                if not re.fullmatch(r"(192\.0\.2\.21[12] => (UP|DOWN)/\d+\n){2}", text):
                    torn.append(text)
                pause(0.005)

        watcher = threading.Thread(target=watch)
        watcher.start()
        try:
            for state in ("unhealthy", "healthy") * 3:
                self.services[WEST].be(state)
                pause(2.2)
        finally:
            stop.set()
            watcher.join()
        self.assertEqual([], torn)
        self.assertGreater(len(written), 1)
        for before, after in zip(written, written[1:]):
            self.assertGreaterEqual(after - before, 1.9)
        self.assertEqual(["regions"], [f.name for f in self.extfile.parent.iterdir() if "regions" in f.name])

    def test_while_the_daemon_is_dead_the_last_file_stays_and_a_new_one_waits_for_evidence(self):
        self.services[WEST].be("unhealthy")
        self.until_told(WEST, "down")
        self.until_dns_has(NORTH)
        self.daemon.process.kill()
        throughout(lambda: self.gdnsd.addresses(2) == {ADDRESSES[NORTH]}, QUIET_S, "northeurope alone")
        again = Daemon(self, self.daemon.model_file.read_text(), self.settings, address=self.daemon.address)
        throughout(lambda: self.states()[WEST] == "DOWN", QUIET_S, "westeurope is down")
        self.services[WEST].be("healthy")
        again.until_ready()
        wait_until(lambda: self.states()[WEST] == "UP", NOTICED_S, "westeurope is up")
        self.until_dns_has(WEST, NORTH)

    def test_a_file_that_cannot_be_written_is_logged_once_and_tried_again(self):
        self.extfile.unlink()
        self.extfile.mkdir()  # a folder in its place: nothing can be renamed over it
        self.services[WEST].be("unhealthy")
        self.daemon.process.wait_for_output("export_failed", NOTICED_S)
        pause(QUIET_S)
        self.assertEqual(1, len(self.daemon.events("export_failed")))
        self.assertEqual(503, self.daemon.verdict(WEST)[0])
        self.extfile.rmdir()
        self.daemon.process.wait_for_output("export_works_again", NOTICED_S)
        self.assertEqual({WEST: "DOWN", NORTH: "UP"}, self.states())


if __name__ == "__main__":
    unittest.main()
