#!/usr/bin/python3
"""The page in a real browser: it shows what the API says, and follows a change without being loaded again.

`test_page.py --picture FILE` writes the picture that README.md shows.
"""

import sys
import unittest
from pathlib import Path

from support.case import Scenario
from support.chromium import Chromium
from support.contoso import Load, Stamp, example_model
from support.healthmodel import Daemon
from support.waiting import wait_until

CELLS = "Object.fromEntries([...document.querySelectorAll('button.cell')].map(b => [b.dataset.id, b.className + ' ' + b.innerText]))"
FLOWS = {f"{flow}@{region}" for flow in ("list-catalog-items", "add-comment") for region in ("westeurope", "northeurope")}


class Page(Scenario):
    def setUp(self):
        super().setUp()
        self.west, self.north = Stamp(self, "westeurope"), Stamp(self, "northeurope")
        self.daemon = Daemon(self, example_model([self.west, self.north], every="2s"))
        Load(self, self.west.front_end, self.north.front_end, rate=20)
        self.daemon.until_ready()
        self.daemon.until_state("contoso-shoes", "healthy", 30)
        self.browser = Chromium(self)

    def cells(self):
        return self.browser.evaluate(CELLS) or {}

    def shows(self, states):
        """Whether each of these cells is there and says its state, in its look and in words."""
        cells = self.cells()
        return all(cells.get(node, "").count(state) >= 2 for node, state in states.items()) and cells

    def test_shows_the_states_and_follows_them(self):
        self.browser.open(self.daemon.url + "/")
        wait_until(lambda: self.shows(dict.fromkeys(FLOWS, "healthy")), 15, "all cells are healthy")
        self.assertEqual(FLOWS, set(self.cells()))
        self.assertEqual("contoso-shoes", self.browser.evaluate("document.querySelector('#model').textContent"))
        self.browser.evaluate("window.notReloaded = true")

        self.west.break_service("cosmos-db", mode="failing", paths="writes")
        self.daemon.until_state("add-comment@westeurope", "unhealthy", 20)
        expected = dict.fromkeys(FLOWS, "healthy") | {"add-comment@westeurope": "unhealthy"}
        seconds, _ = wait_until(lambda: self.shows(expected), 5, "the broken cell is red, and no other")
        print(f"\n  on the page {seconds:.2f} s after the API said so", file=sys.stderr)
        # Its consequences may be seen before the database's own signal is: the cell names the cause as soon as it is known.
        wait_until(lambda: "cosmos-db" in self.cells()["add-comment@westeurope"], 15, "the cell blames the database")
        head = self.browser.evaluate("document.querySelector('#matrix').innerText")
        self.assertIn("balancers: degraded", head)
        self.assertTrue(self.browser.evaluate("window.notReloaded"))

        self.open_tree("add-comment@westeurope")
        self.west.mend()
        wait_until(lambda: self.shows(dict.fromkeys(FLOWS, "healthy")), 30, "all cells are healthy again")

    def open_tree(self, node):
        self.browser.evaluate(f"document.querySelector('button.cell[data-id=\"{node}\"]').click()")
        wait_until(lambda: "cosmos-db" in self.browser.evaluate("document.querySelector('#tree').innerText"), 5,
                   "the tree under the cell shows the database")


class Picture(Page):
    """Not a test: the page with broken comments in one region."""

    file = None

    def test_shows_the_states_and_follows_them(self):
        self.browser.open(self.daemon.url + "/")
        self.west.break_service("cosmos-db", mode="failing", paths="writes")
        self.daemon.until_state("add-comment@westeurope", "unhealthy", 20)
        wait_until(lambda: self.shows({"add-comment@westeurope": "unhealthy"}), 5, "the broken cell is red")
        self.open_tree("add-comment@westeurope")
        Path(self.file).write_bytes(self.browser.picture())


def load_tests(loader, _tests, _pattern):
    return loader.loadTestsFromTestCase(Page)


if __name__ == "__main__":
    if "--picture" in sys.argv:
        Picture.file = sys.argv[sys.argv.index("--picture") + 1]
        suite = unittest.TestSuite([Picture("test_shows_the_states_and_follows_them")])
        sys.exit(not unittest.TextTestRunner().run(suite).wasSuccessful())
    unittest.main()
