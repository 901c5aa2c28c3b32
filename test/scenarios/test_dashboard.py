#!/usr/bin/python3
"""The dashboard's further pages in a real browser: a node, the graph, what would be, and what operators do."""

import sys

from support.case import Scenario
from support.dashboard import Dashboard
from support.healthmodel import Daemon
from support.operators import OPERATOR, PUSH_TOKEN, Shop
from support.waiting import wait_until
from support.web import ask

HOSTILE = '<img src=x onerror="window.hurt = 1"><script>window.hurt = 1</script>"\'&amp;'
SELECTED = "document.querySelector('.box[aria-pressed=true]')?.dataset.id"
BOXES = "document.querySelectorAll('.box').length"


class Pages(Scenario):
    def setUp(self):
        super().setUp()
        self.shop = Shop(self)
        self.daemon = self.shop.daemon
        self.shop.until_well()
        self.page = Dashboard(self, self.daemon)

    def push(self, region, state, detail):
        answer = ask("POST", f"{self.daemon.url}/api/v1/push/orders@{region}/up", {"state": state, "detail": detail},
                     headers={"Authorization": f"Bearer {PUSH_TOKEN}"})
        self.assertEqual(202, answer.status, answer)

    def test_names_and_details_with_markup_are_inert(self):
        self.push("north", "unhealthy", HOSTILE)
        placed = self.shop.place("acknowledge", node="orders@north", reason=HOSTILE)
        self.assertEqual(200, placed.status, placed)
        for address, where in (("/", "#matrix"), ("/", "main"), ("/node/orders%40north", "#signals"), ("/operations", "#in-force")):
            self.page.go(address)
            self.page.until_text(where, HOSTILE, 10, f"{address} shows the text as it is")
        self.page.go("/node/" + HOSTILE.replace("<", "%3C"))
        self.page.until_text("main", "no node", 10, "a node that nobody has is said to be missing")
        self.assertIsNone(self.page.evaluate("window.hurt ?? null"))
        self.assertEqual(0, self.page.evaluate("document.querySelectorAll('main img, main script').length"))
        # Not even the script itself could write markup.
        self.assertTrue(self.page.evaluate("(() => { try { document.body.innerHTML = '<b></b>'; } catch { return true; } })()"))

    def test_a_nodes_page_says_why(self):
        self.push("north", "degraded", "slow today")
        self.page.go("/node/buy%40north")
        self.page.until_text("#blame", "orders@north/up", 10, "the culprit")
        self.page.until_text("#blame", "slow today", 5, "and what it said")
        self.page.until_text("#reckoning", "needs by worst: degraded", 5, "the rule and what came of it")
        self.page.go("/node/orders%40north?signal=up")
        self.page.until_text("#signal-up", "pushed", 5, "the signal is open, with its runs")
        self.page.is_for_all_readers("node")
        self.push("north", "healthy", "")
        self.page.until_text("h1 + p", "healthy since", 10, "it follows")

    def test_an_operator_drains_a_region_after_seeing_what_would_come_of_it(self):
        self.page.go("/operations?kind=drain&region=north")
        self.page.until_text("main", "show a token first", 10, "nobody acts without a token")
        self.page.fill("#token", OPERATOR)
        self.page.click("form button")
        self.page.until_text(".preview", "Nothing is against it", 10, "the preview")
        self.assertEqual([], self.shop.overrides(), "a preview changes nothing")
        self.assertEqual([], self.shop.audit(), "and is not in the trail")
        self.page.is_for_all_readers("operations")
        self.page.fill("[placeholder^='for whoever']", "a drill")
        self.page.click(".form > button")
        self.page.until_text("#in-force", "drain of north: a drill", 10, "it is in force")
        wait_until(lambda: not self.shop.serves("north"), 5, "balancers are told")
        self.page.until_text("#audit", "a drill", 5, "it is in the trail")

        self.shop.place("drain", region="south")
        self.page.go("/operations?kind=drain&region=west")
        self.page.until_text(".preview", "break the guard", 10, "the guard's objection is seen before")
        self.page.click("#in-force button")
        wait_until(lambda: self.shop.serves("north"), 5, "what is ended is over")
        self.page.click(".panel-head button")
        self.assertIsNone(self.page.evaluate("sessionStorage.getItem('token')"), "the token is forgotten")
        self.assertEqual(0, self.page.evaluate("localStorage.length + document.cookie.length"), "and was nowhere else")

    def test_the_graph_is_walked_by_the_keyboard_alone(self):
        self.push("north", "unhealthy", "gone")
        self.page.go("/")
        self.page.until_text("#matrix", "unhealthy", 10, "the page is there")
        self.page.tab_to("Graph")
        self.page.press("Enter")
        wait_until(lambda: self.page.evaluate("document.querySelectorAll('.box').length") > 6, 10, "the graph is drawn")
        self.assertEqual(3, self.page.evaluate("document.querySelectorAll('.edge.blamed.unhealthy, .edge.blamed.degraded').length"),
                         "the way from the root to the culprit")
        self.page.tab_to("shop, degraded")
        for expected in ("buy", "buy@south", "orders@south"):
            self.page.press("ArrowDown")
            self.assertEqual(expected, self.page.evaluate(SELECTED))
        self.page.press("ArrowLeft")
        self.assertEqual("orders@north", self.page.evaluate(SELECTED))
        self.page.until_text(".selected", "gone", 5, "what is chosen is told")
        self.page.is_for_all_readers("graph")
        self.page.press("Enter")
        self.page.until_text("h1", "orders@north", 10, "Enter leads to its page")

    def test_what_if_follows_without_touching_what_runs(self):
        self.page.go("/what-if?orders%40west=unhealthy")
        self.page.until_text("#consequences", "buy@west", 10, "what would follow")
        self.page.until_text("#consequences", "down", 5, "and what balancers would be told")
        self.page.is_for_all_readers("what-if")
        self.assertEqual("healthy", self.daemon.state("buy@west"))
        self.page.click(".chips button")
        self.page.until_text("#consequences", "Nothing would change", 10, "without assumptions nothing is otherwise")


class LargeModel(Scenario):
    def test_two_thousand_nodes_are_drawn_within_two_seconds(self):
        daemon = Daemon(self, large_model(self.file("push.token", PUSH_TOKEN)))
        page = Dashboard(self, daemon, width=1600, height=1000)
        page.go("/")
        overview, _ = wait_until(lambda: "flow-0" in page.text("#matrix"), 10, "the overview")
        page.go("/graph")
        graph, _ = wait_until(lambda: page.evaluate(BOXES) > 1400, 10, "the graph")
        page.keep_picture("graph-large")
        page.click("input[type=checkbox]")
        with_signals, _ = wait_until(lambda: page.evaluate(BOXES) > 1900, 10, "with its signals")
        print(f"\n  overview {overview:.2f} s, graph {graph:.2f} s, {page.evaluate(BOXES)} nodes {with_signals:.2f} s", file=sys.stderr)
        self.assertLess(with_signals, 2)
        page.fill("input[type=search]", "dependency-9@east/up")
        wait_until(lambda: page.evaluate("document.querySelectorAll('.box:not(.faint)').length") == 1, 5, "one is found")
        page.keep_picture("graph-found")


def large_model(token):
    """1,911 nodes over four regions; nothing of it is probed, all of it is shown."""
    flows, components, dependencies = 30, 220, 110
    lines = ["model: large", "regions: { east: {}, north: {}, south: {}, west: {} }", "flows:"]
    for i in range(flows):
        needs = ", ".join(f"component-{k}" for k in range(i * components // flows, (i + 1) * components // flows))
        lines.append(f"  flow-{i}: {{ needs: [{needs}] }}")
    lines.append("components:")
    lines += [f"  component-{i}: {{ needs: [dependency-{i % dependencies}] }}" for i in range(components)]
    lines.append("dependencies:")
    lines += [f'  dependency-{i}: {{ signals: {{ up: {{ push: {{ token: "${{file:{token}}}" }}, every: 1h }} }} }}' for i in range(dependencies)]
    return "\n".join(lines) + "\n"
