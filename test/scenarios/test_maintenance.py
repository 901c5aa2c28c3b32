"""A maintenance window by the clock of a zone: what it covers may be dead without hurting anybody, until it ends."""

import unittest
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from support.case import Scenario
from support.healthmodel import AT_ONCE, Daemon
from support.web import ask
from support.waiting import wait_until

TOKEN = "what-the-tests-show-to-be-let-in"
ZONE = "Asia/Kolkata"  # half an hour from everybody else, and without summer time
LEFT_S = 15

MODEL = """\
model: shop
regions: {{ north: {{}} }}
flows: {{ buy: {{ needs: [orders, stock] }} }}
dependencies:
  orders: {{ signals: {{ up: {{ push: {{ token: "${{file:{token}}}" }}, every: 1h }} }} }}
  stock: {{ signals: {{ up: {{ push: {{ token: "${{file:{token}}}" }}, every: 1h }} }} }}
maintenance:
  updates: {{ covers: orders@north, reason: minor version, from: {begin}, for: 1m, zone: {zone} }}
"""


class Maintenance(Scenario):
    def setUp(self):
        super().setUp()
        begin = datetime.now(ZoneInfo(ZONE)) + timedelta(seconds=LEFT_S - 60)
        token = self.file("token", TOKEN + "\n")
        model = MODEL.format(token=token, zone=ZONE, begin=begin.strftime("%Y-%m-%dT%H:%M:%S")) + AT_ONCE
        self.daemon = Daemon(self, model, admin=True)
        self.daemon.until_ready()

    def push(self, entity, state):
        answer = ask("POST", f"{self.daemon.url}/api/v1/push/{entity}@north/up", {"state": state},
                     headers={"Authorization": f"Bearer {TOKEN}"})
        self.assertEqual(202, answer.status)

    def test_hides_what_it_covers_and_nothing_else_until_it_ends(self):
        self.push("orders", "unhealthy")
        self.push("stock", "healthy")
        self.daemon.until_state("buy@north", "healthy", 2)
        orders = self.daemon.node("orders@north")
        self.assertEqual(("unhealthy", "updates", "minor version"),
                         (orders["state"], orders["maintenance"]["window"], orders["maintenance"]["reason"]))
        self.assertEqual(1, self.daemon.metric("healthmodel_node_maintenance", node="orders@north"))
        self.assertEqual(["updates"], [w["window"] for w in self.daemon.get("/api/v1/status").json()["maintenance"]])
        self.assertEqual(200, self.daemon.verdict("north")[0])

        self.push("stock", "unhealthy")
        self.daemon.until_state("buy@north", "unhealthy", 2)
        self.push("stock", "healthy")
        self.daemon.until_state("buy@north", "healthy", 2)

        wait_until(lambda: self.daemon.state("buy@north") == "unhealthy", LEFT_S + 5, "the window has ended")
        self.assertNotIn("maintenance", self.daemon.node("orders@north"))
        self.assertEqual([], self.daemon.series("healthmodel_node_maintenance"))
        self.assertEqual(503, self.daemon.verdict("north")[0])
        self.assertEqual((1, 1), (len(self.daemon.events("maintenance_begun")), len(self.daemon.events("maintenance_over"))))


if __name__ == "__main__":
    unittest.main()
