"""The story of the demo, with the example model as it is: what broken parts of one region do, and what they do not."""

import sys
import unittest

from support.case import Scenario
from support.contoso import Load, Stamp, example_model
from support.healthmodel import Daemon
from support.waiting import wait_until

NOTICED_S = 25    # three bad results, of signals that are asked every 5 s
DOWN_S = 10       # `down_after` of the example, and a little
RECOVERED_S = 40  # two good ones, and the comments that piled up must be stored


class DemoStory(Scenario):
    def setUp(self):
        super().setUp()
        self.west, self.north = Stamp(self, "westeurope", window="5s"), Stamp(self, "northeurope", window="5s")
        self.daemon = Daemon(self, example_model([self.west, self.north]))
        self.load = Load(self, self.west.front_end, self.north.front_end, rate=20)
        self.daemon.until_ready()
        self.daemon.until_state("contoso-shoes", "healthy", RECOVERED_S)

    def told(self, what, seconds):
        print(f"\n  {what}: {seconds:.1f} s", file=sys.stderr)

    def blamed(self, node):
        return {culprit["id"] for culprit in self.daemon.node(node)["blame"]}

    def reasons(self, node, signal):
        return {o["reason"] for o in self.daemon.signal(node, signal)["observations"]}

    def test_broken_writes_redden_comments_and_leave_browsing_alone(self):
        self.west.break_service("cosmos-db", mode="failing", paths="writes")
        self.told("add-comment unhealthy", self.daemon.until_state("add-comment@westeurope", "unhealthy", NOTICED_S))
        self.daemon.until_state("westeurope", "degraded", 5)

        self.assertEqual("healthy", self.daemon.state("list-catalog-items@westeurope"))
        self.assertEqual("healthy", self.daemon.state("add-comment@northeurope"))
        status, line = self.daemon.verdict("westeurope")
        self.assertEqual(200, status, line)
        self.assertIn("verdict=degraded", line)
        wait_until(lambda: self.daemon.verdict("westeurope/add-comment")[0] == 503, DOWN_S, "comments are out there")
        self.assertEqual(200, self.daemon.verdict("westeurope/list-catalog-items")[0])

        # What the broken writes cause may turn red before the signal that asks for a write does.
        wait_until(lambda: "cosmos-db@westeurope/write" in self.blamed("add-comment@westeurope"), NOTICED_S, "the write is blamed")
        last = self.daemon.signal("cosmos-db@westeurope", "write")["observations"]
        self.assertIn(("status_mismatch", 500), {(o["reason"], o.get("status")) for o in last})
        numbers = {has["state"]: float(has["value"]) for has, _ in self.daemon.series("healthmodel_state_info")}
        self.assertEqual(numbers["unhealthy"], self.daemon.metric("healthmodel_node_state", node="add-comment@westeurope"))
        self.assertEqual(1, self.daemon.metric("healthmodel_region_verdict", region="westeurope", state="degraded"))

        self.west.mend()
        self.told("add-comment healthy again", self.daemon.until_state("add-comment@westeurope", "healthy", RECOVERED_S))
        self.daemon.until_state("contoso-shoes", "healthy", RECOVERED_S)
        self.assertEqual([], self.daemon.events("region_down"))

    def test_a_dead_region_leaves_and_returns_within_a_minute(self):
        self.west.process.kill()
        out, _ = wait_until(lambda: self.daemon.verdict("westeurope")[0] == 503, NOTICED_S, "westeurope is out")
        self.told("killed region out", out)
        self.assertEqual(200, self.daemon.verdict("northeurope")[0])
        self.west.start()
        back, _ = wait_until(lambda: self.daemon.verdict("westeurope")[0] == 200, RECOVERED_S, "westeurope is back")
        self.told("back", back)
        self.assertIn("source=ramp", self.daemon.verdict("westeurope")[1])
        whole, _ = wait_until(lambda: "source=computed" in self.daemon.verdict("westeurope")[1], RECOVERED_S, "and all of it")
        self.told("and has its share", whole)

        (notice,) = self.daemon.events("region_back")
        seconds = self.daemon.metric("healthmodel_region_last_outage_seconds", region="westeurope")
        self.assertIn(f"down_s={seconds:.1f}", notice)
        self.assertGreaterEqual(seconds, 20)  # `min_down`
        self.assertLess(abs(seconds - back), 5)

    def test_a_refusing_key_vault_impairs_scale_out_and_evicts_nobody(self):
        self.west.break_service("key-vault", mode="refusing")
        self.told("key-vault unhealthy", self.daemon.until_state("key-vault@westeurope", "unhealthy", NOTICED_S))

        for node in ("catalog-api@westeurope", "list-catalog-items@westeurope", "westeurope"):
            said = self.daemon.node(node)
            self.assertIn("scale-out", said.get("impaired", []), node)
            self.assertNotEqual("unhealthy", said["state"], node)
        self.assertNotIn("impaired", self.daemon.node("northeurope"))
        self.assertEqual(200, self.daemon.verdict("westeurope")[0])
        # Whichever of its signals ran first has told; each of them finds the door shut in its turn.
        wait_until(lambda: "connect_refused" in self.reasons("key-vault@westeurope", "secret"), NOTICED_S, "the secret is refused")

        self.west.mend()
        self.told("key-vault healthy again", self.daemon.until_state("key-vault@westeurope", "healthy", RECOVERED_S))
        self.assertNotIn("impaired", self.daemon.node("westeurope"))


if __name__ == "__main__":
    unittest.main()
