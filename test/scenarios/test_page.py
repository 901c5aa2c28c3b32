#!/usr/bin/python3
"""The dashboard's first page in a real browser: it shows what the API says, and follows a change without being loaded again.

`test_page.py --picture FILE` writes the picture that README.md shows.
"""

import signal
import sys
import unittest

from support.case import Scenario
from support.contoso import Load, Stamp, example_model
from support.dashboard import Dashboard
from support.healthmodel import Daemon
from support.waiting import wait_until

FLOWS = {f"{flow}@{region}" for flow in ("list-catalog-items", "add-comment") for region in ("westeurope", "northeurope")}
ALL_WELL = dict.fromkeys(FLOWS, "healthy")
COMMENTS_BROKEN = ALL_WELL | {"add-comment@westeurope": "unhealthy"}


class Sample(Scenario):
    """The sample application, well, and the page in a browser."""

    def setUp(self):
        super().setUp()
        self.west, self.north = Stamp(self, "westeurope"), Stamp(self, "northeurope")
        self.daemon = Daemon(self, example_model([self.west, self.north], every="2s"))
        Load(self, self.west.front_end, self.north.front_end, rate=20)
        self.daemon.until_ready()
        self.daemon.until_state("contoso-shoes", "healthy", 30)
        self.page = Dashboard(self, self.daemon)
        self.page.go()

    def break_comments(self):
        self.west.break_service("cosmos-db", mode="failing", paths="writes")
        self.daemon.until_state("add-comment@westeurope", "unhealthy", 20)


class Page(Sample):
    def test_shows_the_states_and_follows_them(self):
        wait_until(lambda: self.page.shows(ALL_WELL), 15, "all cells are healthy")
        self.assertEqual(FLOWS, set(self.page.cells()))
        self.assertEqual("contoso-shoes", self.page.text("#model"))
        self.assertEqual("Both flows are healthy in both regions", self.page.text("h1"))
        self.page.evaluate("window.notReloaded = true")

        self.break_comments()
        seconds, _ = wait_until(lambda: self.page.shows(COMMENTS_BROKEN), 5, "the broken cell is red, and no other")
        print(f"\n  on the page {seconds:.2f} s after the API said so", file=sys.stderr)
        # Its consequences may be seen before the database's own signal is: the cell names the cause as soon as it is known.
        wait_until(lambda: "cosmos-db" in self.page.cells()["add-comment@westeurope"]["text"], 15, "the cell blames the database")
        self.page.until_text("h1", "1 of 2 flows unhealthy in westeurope", 5, "the sentence says who is hurt")
        self.page.until_text("#verdict", "because cosmos-db write: status mismatch", 5, "and because of what")
        wait_until(lambda: "balancers are told\ndegraded" in self.page.text("#matrix th.region"), 5, "the region's verdict is shown")
        self.page.keep_picture("overview-light")

        self.page.click('a.cell[data-id="add-comment@westeurope"]')
        self.page.until_text("#tree", "cosmos-db", 5, "the tree under the cell shows the database")
        self.page.until_text("#blame", "cosmos-db@westeurope/write", 5, "the node's page blames it")
        self.assertTrue(self.page.evaluate("window.notReloaded"))
        self.page.go()
        self.west.mend()
        wait_until(lambda: self.page.shows(ALL_WELL), 30, "all cells are healthy again")
        self.page.until_text("h1", "Both flows are healthy", 5, "and the sentence says so")

    def test_what_is_old_is_never_shown_as_good(self):
        wait_until(lambda: self.page.shows(ALL_WELL), 15, "all cells are healthy")
        self.daemon.process.signal(signal.SIGKILL)
        self.page.until_text("#stale", "Stale since", 2, "a lost daemon is told at once")
        self.assertTrue(self.page.text("h1").startswith("Last known: Both flows"))
        self.assertEqual("stale", self.page.text("#freshness"))
        self.assertTrue(self.page.evaluate("document.title").startswith("stale"))
        self.assertIn("grayscale", self.page.evaluate("getComputedStyle(document.querySelector('main')).filter"))
        self.page.keep_picture("overview-stale")
        self.daemon.start()
        wait_until(lambda: self.page.text("#stale") == "" and self.page.shows(ALL_WELL), 30, "it is live again by itself")

    def test_a_connection_that_is_silent_is_stale_too(self):
        wait_until(lambda: self.page.shows(ALL_WELL), 15, "all cells are healthy")
        self.daemon.process.signal(signal.SIGSTOP)
        self.page.until_text("#stale", "Stale since", 20, "heartbeats are missed")
        self.assertTrue(self.page.text("h1").startswith("Last known: Both flows"))
        self.daemon.process.signal(signal.SIGCONT)
        wait_until(lambda: self.page.text("#stale") == "" and self.page.shows(ALL_WELL), 30, "it is live again")

    def test_is_for_all_readers(self):
        self.break_comments()
        wait_until(lambda: self.page.shows(COMMENTS_BROKEN), 5, "the broken cell is red")
        for theme in ("light", "dark"):
            for palette in ("standard", "safe"):
                self.page.wear(theme, palette)
                self.assertEqual([], self.page.trouble_for_some_readers(), f"{theme}, {palette}")
        self.page.wear("dark")
        self.page.keep_picture("overview-dark")
        self.page.resize(390, 844)
        self.assertLessEqual(self.page.evaluate("document.documentElement.scrollWidth"), 390, "nothing runs over a telephone's edge")
        self.page.keep_picture("overview-telephone")


class Picture(Sample):
    """Not a test: the page with broken comments in one region."""

    into = None

    def runTest(self):
        self.break_comments()
        wait_until(lambda: self.page.shows(COMMENTS_BROKEN), 5, "the broken cell is red")
        self.page.until_text("#verdict", "cosmos-db write", 15, "the database is to blame")
        self.page.write_picture(self.into)


def load_tests(loader, _tests, _pattern):
    return loader.loadTestsFromTestCase(Page)


if __name__ == "__main__":
    if "--picture" in sys.argv:
        Picture.into = sys.argv[sys.argv.index("--picture") + 1]
        suite = unittest.TestSuite([Picture()])
        sys.exit(not unittest.TextTestRunner().run(suite).wasSuccessful())
    unittest.main()
