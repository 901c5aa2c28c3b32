"""Operators drain, freeze, maintain and acknowledge: by the API and by the command line, at once, and for no longer than said."""

import json
import unittest

from support.case import Scenario
from support.operators import VIEWER, Shop
from support.waiting import wait_until
from support.web import ask


class Overrides(Scenario):
    def setUp(self):
        super().setUp()
        self.shop = Shop(self)
        self.daemon = self.shop.daemon
        self.shop.until_well()

    def command(self, *words, code=0, **more):
        outcome = self.shop.command(*words, **more)
        self.assertEqual(code, outcome.returncode, outcome.stdout + outcome.stderr)
        return outcome

    def test_a_drain_acts_before_it_is_answered_and_is_seen_everywhere(self):
        answer = self.shop.place("drain", region="north", ticket="OPS-7", **{"for": "1h"})
        status, line = self.daemon.verdict("north")
        self.assertEqual((200, 503), (answer.status, status))
        self.assertIn("source=drain", line)
        said = answer.json()
        self.assertTrue(said["durable"])
        self.assertEqual("down", {v["region"]: v for v in said["verdicts"]}["north"]["verdict"]["effective"])
        number = said["override"]["id"]

        self.assertEqual([number], [o["id"] for o in self.daemon.get("/api/v1/status").json()["overrides"]])
        self.assertEqual("alice", self.daemon.node("north")["overrides"][0]["author"])
        self.assertEqual(1, self.daemon.metric("healthmodel_override_active", kind="drain", region="north"))
        self.assertIn("reason=\"a drill\"", self.daemon.events("override_begun")[0])
        self.assertEqual(503, ask("GET", f"{self.daemon.lb_url}/health/north/buy").status, "its flows go with it")

        self.assertEqual(200, self.shop.undo(number).status)
        wait_until(lambda: self.shop.serves("north"), 10, "north is back")
        self.assertEqual([], self.daemon.series("healthmodel_override_active"))
        self.assertEqual(["undo", "drain"], [e["what"] for e in self.shop.audit()])
        self.assertEqual("undone", self.shop.overrides("?all=true")[0]["ended"]["how"])

    def test_an_override_is_over_when_its_time_comes(self):
        self.shop.place("drain", region="north", **{"for": "2s"})
        self.assertFalse(self.shop.serves("north"))
        wait_until(lambda: self.shop.serves("north"), 15, "the drain is over")
        self.assertEqual([], self.shop.overrides())
        self.assertIn("how=expired", self.daemon.events("override_over")[0])

    def test_the_last_regions_are_not_drained_without_breaking_the_guard(self):
        self.command("drain", "north", "--reason", "drill")
        self.command("drain", "south", "--reason", "drill", "--break-glass", "guard")
        refused = self.command("drain", "west", "--reason", "drill", code=1)
        self.assertIn("--break-glass guard", refused.stderr)
        self.assertTrue(self.shop.serves("west"))
        self.command("drain", "west", "--reason", "drill", "--break-glass", "guard")
        self.assertFalse(self.shop.serves("west"))

    def test_the_command_line_says_what_it_did_and_what_is_so(self):
        said = self.command("drain", "north/buy", "--reason", "a drill", "--for", "30m", "--ticket", "OPS-7").stdout
        self.assertRegex(said, r"^\d{8}-\d{6}-[0-9a-f]{8}  drain north/buy, until .*, by alice: a drill \(OPS-7\)\n")
        self.assertIn("balancers are told: north/buy down (drain, weight 0 %)\n", said)
        self.assertTrue(self.shop.serves("north"), "the region itself is not drained")

        self.command("freeze", "south", "--reason", "new probes")
        self.command("force-up", "west", "--reason", "the probe is wrong")
        self.command("maintain", "orders@south", "--reason", "index", "--for", "1h")
        self.command("ack", "orders@west", "--reason", "vendor is called")
        listed = self.command("overrides").stdout.splitlines()
        self.assertEqual(["drain", "freeze", "force_up", "maintenance", "acknowledge"],
                         [line.split()[1] for line in listed])
        self.assertEqual("index", self.daemon.node("orders@south")["maintenance"]["reason"])
        self.assertTrue(self.daemon.node("orders@west")["acknowledged"])

        self.command("undo", "north/buy")
        number = listed[1].split()[0]
        self.command("undo", number, "--reason", "done")
        self.assertEqual(3, len(json.loads(self.command("overrides", "--json").stdout)["overrides"]))
        self.assertIn("undone", self.command("overrides", "--all").stdout)
        self.assertEqual(2, self.command("undo", number, code=2).returncode)

    def test_what_is_wrong_is_said_and_changes_nothing(self):
        for words, code, told in (
                (["drain", "norht", "--reason", "r"], 2, 'there is no region "norht"; did you mean "north"?'),
                (["drain", "north/buyy", "--reason", "r"], 2, 'did you mean "buy"?'),
                (["maintain", "order@north", "--reason", "r"], 2, 'did you mean "orders@north"?'),
                (["drain", "north"], 2, "--reason"),
                (["drain", "north", "--reason", "r", "--for", "73h"], 2, "at most 72h"),
                (["drain", "north", "--reason", "r", "--rate", "fast"], 2, "10%/min"),
                (["drain", "north", "--reason", "r", "--break-glass", "panic"], 2, "guard"),
                (["undo", "north"], 2, "no override in force")):
            with self.subTest(words=words):
                self.assertIn(told, self.command(*words, code=code).stderr)
        self.assertEqual([], self.shop.overrides())

    def test_who_may_not_is_told_so(self):
        viewer = self.file("viewer.token", VIEWER)
        stranger = self.file("stranger.token", "somebody-else-altogether")
        drain = ["drain", "north", "--reason", "r"]
        self.assertIn("vera may only read", self.command(*drain, code=1, token_file=viewer).stderr)
        self.assertIn("token is needed", self.command(*drain, code=1, token_file=stranger).stderr)
        self.assertIn("there is no token in", self.command(*drain, code=2, token_file=self.directory / "none").stderr)
        self.command("overrides", token_file=viewer)
        self.command("overrides", code=1, token_file=stranger)
        self.assertTrue(self.shop.serves("north"))

    def test_where_no_daemon_is_the_command_says_so(self):
        self.daemon.process.stop()
        self.assertIn("no daemon at", self.command("drain", "north", "--reason", "r", code=1).stderr)


if __name__ == "__main__":
    unittest.main()
