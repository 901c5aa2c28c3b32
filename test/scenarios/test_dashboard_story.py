#!/usr/bin/python3
"""An outage as somebody sees it in a real browser: from the first red to all green, and afterwards, when it is looked at again."""

import sys
import time
import unittest

from support.case import Scenario
from support.dashboard import Dashboard
from support.healthmodel import AT_ONCE, Daemon
from support.target import Service
from support.waiting import wait_until

MODEL = """\
model: shop
on_alert: {{ owner: the shop's team }}
regions: {{ north: {{ vars: {{ at: "{north}" }} }}, south: {{ vars: {{ at: "{south}" }} }} }}
flows: {{ buy: {{ objective: 99.9%, needs: [orders] }}, browse: {{ needs: [search] }} }}
components:
  orders:
    on_alert: {{ runbook: "https://wiki.example/orders" }}
    signals: {{ up: {{ http: {{ url: "http://${{region.at}}/" }}, every: 500ms, timeout: 400ms, rise: 1, fall: 2 }} }}
  search:
    on_alert: {{ owner: somebody else, runbook: "javascript:window.hurt=1" }}
    availability: 99.5%
    signals: {{ up: {{ http: {{ url: "http://${{region.at}}/" }}, every: 500ms, timeout: 400ms, degraded: body.load >= 2 }} }}
"""
ALERTS = """\
alerts:
  sinks: { nobody: { command: { run: [/bin/true] }, at_least: page } }
  rules: { broken: { states: unhealthy, kinds: flow, for: 0s, severity: page, sinks: [nobody] } }
"""
MARKS = "[...document.querySelectorAll('.slider rect')].map(r => r.getAttribute('class'))"
IS_SHOWN = """(Date.parse(document.querySelector('#was')?.dataset.at)
    === Date.parse(new URLSearchParams(location.hash.split('?')[1]).get('at')))"""
STRIP = "[...document.querySelectorAll('{} .strip rect')].map(r => r.getAttribute('class'))"


class Story(Scenario):
    settings = ""

    def setUp(self):
        super().setUp()
        self.north, self.south = Service(self), Service(self)
        self.daemon = Daemon(self, MODEL.format(north=self.north.at, south=self.south.at) + AT_ONCE, self.settings)
        self.daemon.until_ready()
        self.daemon.until_state("shop", "healthy", 10)
        self.page = Dashboard(self, self.daemon)

    def outage(self):
        """Of one region, from its beginning to its end; the first page is open."""
        self.north.be("unhealthy")
        self.page.until_text("h1", "2 of 2 flows unhealthy in north", 15, "who is hurt")
        self.page.until_text("#verdict", "because orders up: status mismatch", 10, "and because of what")
        self.page.until_text("#verdict", "traffic 100", 10, "and where the traffic is")
        self.page.keep_picture("story-outage")
        time.sleep(2)  # longer than what counts as one change
        self.north.be("healthy")
        self.page.until_text("h1", "Both flows are healthy in both regions", 15, "all green")

    def test_an_outage_is_seen_and_can_be_looked_at_again(self):
        self.page.go("/")
        self.page.until_text("h1", "Both flows are healthy", 10, "all is well")
        told, _ = wait_until(lambda: self.page.text("#freshness").startswith("data as of"), 2, "as of when, at once")
        self.outage()
        time.sleep(3)  # so that all of it is past
        self.page.go("/past")
        wait_until(lambda: "unhealthy" in self.page.evaluate(MARKS), 10, "the outage is marked")
        marks = self.page.evaluate(MARKS)
        self.assertIn("healthy", marks[:marks.index("unhealthy")], "newest first: its end, too")
        self.page.until_text("#was", "Both flows are healthy", 10, "at the end all is well")
        self.walk("Before the change", "2 of 2 flows unhealthy in north")
        self.page.until_text("#was", "status mismatch", 5, "and because of what")
        self.assertEqual("unhealthy", self.page.cells()["buy@north"]["state"])
        self.assertEqual("healthy", self.page.cells()["buy@south"]["state"])
        self.page.until_text(".matrix thead", "balancers were told", 5, "what was told then stands beside it")
        self.assertRegex(" ".join(self.page.text(".matrix thead").split()), "north unhealthy balancers were told down .*south healthy balancers were told up")
        wait_until(lambda: self.page.evaluate("document.querySelectorAll('.edge.blamed.unhealthy').length") > 0, 10, "the graph blames")
        self.page.is_for_all_readers("past")
        address = self.page.evaluate("location.hash")
        self.page.go("/")
        self.page.until_text("h1", "Both flows are healthy", 5, "meanwhile all is well")
        self.page.go(address[1:])
        self.page.until_text("#was", "2 of 2 flows unhealthy in north", 10, "a moment has an address")
        self.walk("Next change", "Both flows are healthy")
        print(f"\n  as of when: {told:.2f} s after the page", file=sys.stderr)

    def walk(self, button, words):
        """From change to change, until this is said."""
        for _ in range(30):
            if words in self.page.text("#was"):
                return
            self.step(button)
        self.fail(f"{button!r} never leads to {words!r}: {self.page.text('#was')!r}")

    def step(self, button):
        """To another moment, and until it is shown."""
        before = self.page.evaluate("location.hash")
        self.page.evaluate(f"[...document.querySelectorAll('.slider button')].find(b => b.innerText === {button!r}).click()")
        wait_until(lambda: self.page.evaluate("location.hash") != before, 5, f"{button} moves")
        wait_until(lambda: self.page.evaluate(IS_SHOWN), 5, "and is shown")

    def test_what_was_stands_on_a_nodes_page_and_beside_the_objectives(self):
        self.page.go("/")
        self.outage()
        wait_until(lambda: "unhealthy" in self.page.evaluate(STRIP.format('[data-id="buy@north"]')), 20, "the cell's last hour")
        self.assertNotIn("unhealthy", self.page.evaluate(STRIP.format('[data-id="buy@south"]')))
        self.page.go("/node/orders%40north?signal=up")
        wait_until(lambda: "unhealthy" in self.page.evaluate(STRIP.format("#history")), 10, "its history")
        wait_until(lambda: "unhealthy from" in " ".join(self.page.text("#history").split()), 15, "and the incident, which is over")
        self.assertRegex(" ".join(self.page.text("#history").split()), r"healthy [0-9.]+ % .*unhealthy [0-9.]+ %")
        self.page.evaluate("document.querySelector('#history').scrollIntoView()")
        self.page.keep_picture("node-past")
        self.page.until_text("#notes", "the shop's team", 5, "whose it is")
        self.assertEqual("https://wiki.example/orders", self.page.evaluate("document.querySelector('#notes a').href"))
        self.page.is_for_all_readers("node-history")
        self.page.go("/node/search%40north")
        self.page.until_text("#notes", "javascript:window.hurt=1", 10, "what is no address is shown")
        self.assertEqual(0, self.page.evaluate("document.querySelectorAll('#notes a').length"), "and leads nowhere")
        self.page.go("/slo")
        self.page.until_text("#attained", "buy@north", 10, "what was kept")
        wait_until(lambda: self.page.evaluate("document.querySelectorAll('.chart canvas').length") == 1, 10, "the budget's way down")
        self.page.is_for_all_readers("objectives")
        self.page.go("/")
        self.page.until_text("#matrix tbody th", "budget left", 10, "the first page tells what is left, too")

    def test_what_the_design_would_promise_follows_assumptions(self):
        self.page.go("/what-if?search%40north=unhealthy")
        self.page.until_text("#promised", "browse", 10, "whom it would cost")
        self.page.until_text("#promised", "99.500", 5, "the other region is what is left")
        self.assertNotIn("buy", self.page.text("#promised tbody"))
        self.page.keep_picture("what-if-promised")
        self.page.go("/what-if?search%40north=degraded")
        self.page.until_text("#promised", "says nothing of availability", 10, "what has no meaning there is said")


class Alerts(Story):
    settings = ALERTS

    def test_alerts_that_are_under_way_stand_on_the_first_page(self):
        self.page.go("/")
        self.page.until_text("h1", "Both flows are healthy", 10, "all is well")
        self.assertEqual("", self.page.text("#alerts"))
        self.north.be("unhealthy")
        self.page.until_text("#alerts", "buy@north", 20, "whom it is about")
        self.page.until_text("#alerts", "firing since", 10, "and since when")
        self.page.is_for_all_readers("alerts")


def load_tests(loader, _tests, _pattern):
    return unittest.TestSuite([loader.loadTestsFromTestCase(Story), Alerts("test_alerts_that_are_under_way_stand_on_the_first_page")])


if __name__ == "__main__":
    unittest.main()
