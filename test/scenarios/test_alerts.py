"""Alerts: a real Alertmanager, a webhook that fails for a while, a command. One outage is told of once, by its cause, and its end is
told of always: also when the daemon is killed between the two."""

import json
import os
import random
import time
import unittest

from support.alertmanager import Alertmanager, Receiver
from support.case import Scenario
from support.operators import Shop
from support.prometheus import check_metrics
from support.waiting import throughout, wait_until

ROUNDS = int(os.environ.get("HM_ROUNDS", "8"))
SEED = int(os.environ.get("HM_SEED", "0")) or random.randrange(1, 1_000_000)

# Fast, and one more that finds the cause.
RULES = """\
  rules:
    unhealthy: { for: 1s, clear_for: 1s }
    degraded: { for: 1s, clear_for: 1s }
    region-down: { clear_for: 0s }
    cause: { states: unhealthy, kinds: dependency, for: 1s, clear_for: 1s }
"""
DEAD = ("firing", "healthmodel_cause", "orders@west")
MENDED = ("resolved", "healthmodel_cause", "orders@west")


class Alerts(Scenario):
    def shop(self, sinks, rules=RULES, **more):
        shop = Shop(self, more_settings=f"public_url: https://health.test\nalerts:\n  sinks:\n{sinks}{rules}", **more)
        shop.until_well()
        return shop

    def told(self, receiver):
        return [(b["status"], b["rule"], b["node"]) for b in receiver.bodies]

    def alert(self, shop, name):
        found = [a for a in shop.daemon.get("/api/v1/alerts").json()["alerts"] if a["alert"] == name]
        return found[0] if found else None

    def until_phase(self, shop, name, phase):
        wait_until(lambda: (self.alert(shop, name) or {}).get("phase") == phase, 15, f"{name} is {phase}")

    # --- Alertmanager

    def test_an_outage_is_told_of_once_by_its_cause_and_so_is_its_end(self):
        first, second = Alertmanager(self), Alertmanager(self)
        shop = self.shop(f'    on-call: {{ alertmanager: {{ urls: ["{first.url}", "{second.url}/"], resend: 10s }} }}\n')
        shop.push("west", "unhealthy")
        for manager in (first, second):
            wait_until(lambda m=manager: DEAD in m.told(), 30, "people hear of it")
        self.until_phase(shop, "unhealthy/west", "held")
        self.assertEqual("cause/orders@west", self.alert(shop, "unhealthy/west")["held_by"])
        # Longer than it takes to tell everything again.
        throughout(lambda: first.told() == [DEAD] and len(first.alerts()) == 1, 15, "nothing else is told")
        (labels,) = first.alerts()
        self.assertEqual({"alertname": "healthmodel_cause", "severity": "page", "rule": "cause", "model": "shop",
                          "node": "orders@west", "kind": "dependency", "region": "west"}, labels)
        annotations = first.people.bodies[0]["alerts"][0]["annotations"]
        self.assertEqual("orders@west is unhealthy", annotations["summary"])
        self.assertEqual("orders@west/up", annotations["blame"])
        shop.push("west", "healthy")
        for manager in (first, second):
            wait_until(lambda m=manager: MENDED in m.told(), 30, "people hear of its end")
            self.assertEqual([DEAD, MENDED], manager.told())

    def test_its_end_is_told_of_after_the_daemon_was_killed_between(self):
        manager = Alertmanager(self)
        shop = self.shop(f'    on-call: {{ alertmanager: {{ urls: "{manager.url}", resend: 10s }} }}\n')
        shop.push("west", "unhealthy")
        wait_until(lambda: DEAD in manager.told(), 30, "people hear of it")
        shop.daemon.process.kill()
        shop.daemon.start()
        wait_until(lambda: self.alert(shop, "cause/orders@west"), 20, "it remembers")
        self.assertTrue(self.alert(shop, "cause/orders@west")["unclear"])  # nothing was pushed yet
        shop.push("west", "healthy")
        wait_until(lambda: MENDED in manager.told(), 30, "people hear of its end")
        self.assertEqual([DEAD, MENDED], manager.told())

    def test_a_dead_alertmanager_delays_neither_its_brother_nor_anybody_else(self):
        manager, hook = Alertmanager(self), Receiver(self)
        dead = Alertmanager(self)
        dead.process.kill()
        shop = self.shop(f'    on-call: {{ alertmanager: {{ urls: ["{dead.url}", "{manager.url}"] }} }}\n'
                         f'    hook: {{ webhook: {{ url: "{hook.url}" }} }}\n')
        shop.push("west", "unhealthy")
        wait_until(lambda: DEAD in manager.told() and hook.bodies, 30, "all others hear of it")
        (trouble,) = [d for d in shop.daemon.get("/api/v1/alerts").json()["destinations"] if d["destination"] == "on-call#1"]
        self.assertTrue(trouble["trouble"].startswith("connect_refused"), trouble)
        self.assertEqual(1, trouble["waiting"])
        self.assertEqual(1, shop.daemon.metric("healthmodel_alerts_waiting", destination="on-call#1"))
        self.assertEqual((0, ""), check_metrics(shop.daemon.get("/metrics").text))
        dead.start()
        wait_until(lambda: DEAD in dead.told(), 60, "it hears of it, too")

    # --- webhooks

    def test_a_webhook_that_fails_for_a_while_hears_of_everything_once_and_signed(self):
        hook = Receiver(self)
        hook.status = 503
        key = self.file("hook.key", "a-key-that-nobody-knows")
        body = 'body: { text: "{{status}} {{severity}} {{summary}}", rule: "{{rule}}", node: "{{node}}", status: "{{status}}" }'
        shop = self.shop(f'    hook: {{ webhook: {{ url: "{hook.url}", signing_key: "${{file:{key}}}", {body} }} }}\n')
        shop.push("west", "unhealthy")
        wait_until(lambda: hook.refused >= 3, 30, "it refuses")
        shop.push("west", "healthy")
        wait_until(lambda: not self.alert(shop, "cause/orders@west"), 15, "it is over")
        shop.push("west", "unhealthy")
        wait_until(lambda: self.alert(shop, "cause/orders@west"), 15, "it is back")
        hook.status = 200
        wait_until(lambda: self.told(hook)[-1:] == [("firing", "cause", "orders@west")], 60, "it hears of it")
        # Both were told of to the end; of the first one only that, because it was over before anybody listened.
        self.assertEqual([("firing", "cause", "orders@west"), ("resolved", "cause", "orders@west")], sorted(self.told(hook)))
        self.assertTrue(hook.is_signed("a-key-that-nobody-knows"))
        self.assertIn("firing page orders@west is unhealthy", [b["text"] for b in hook.bodies])
        self.assertNotIn("a-key-that-nobody-knows", shop.daemon.process.output())
        self.assertEqual([], [line for line in shop.daemon.events("alert_not_delivered")[1:]], "trouble is logged once")

    def test_whenever_the_daemon_is_killed_the_books_are_balanced(self):
        print(f"seed {SEED}, {ROUNDS} rounds")
        chance = random.Random(SEED)
        hook = Receiver(self)
        shop = self.shop(f'    hook: {{ webhook: {{ url: "{hook.url}" }} }}\n')
        for _ in range(ROUNDS):
            for state in ("unhealthy", "healthy"):
                shop.push("west", state)
                time.sleep(chance.random() * 3)  # the moment is the point
                shop.daemon.process.kill()
                shop.daemon.start()
                shop.daemon.until_ready()
        for region in ("north", "south", "west"):
            shop.push(region, "healthy")

        def heard(status):
            return {b["incident"] for b in hook.bodies if b["status"] == status}

        wait_until(lambda: heard("firing") <= heard("resolved"), 30, f"every end is told of (seed {SEED})")
        wait_until(lambda: not self.alert(shop, "cause/orders@west"), 30, "all is over")
        self.assertTrue(heard("firing"))
        self.assertEqual(set(), heard("firing") - heard("resolved"), f"seed {SEED}")

    # --- commands

    def test_a_command_is_told_on_its_standard_input(self):
        file = self.directory / "said"
        script = self.file("page.sh", f"#!/bin/sh\ncat >> {file}\n")
        script.chmod(0o755)
        shop = self.shop(f"    pager: {{ command: {{ run: [{script}] }} }}\n")
        shop.push("west", "unhealthy")
        wait_until(lambda: file.exists() and file.read_text().endswith("\n"), 20, "it was run")
        said = json.loads(file.read_text())
        self.assertEqual(("firing", "orders@west is unhealthy", ["orders@west/up"], "https://health.test/#/node/orders%40west"),
                         (said["status"], said["summary"], said["blame"], said["link"]))

    # --- operators

    def test_what_somebody_takes_care_of_is_told_of_to_nobody_until_that_is_over(self):
        hook = Receiver(self)
        rules = RULES.replace("cause:", "unused:").replace("kinds: dependency", "nodes: orders@north")
        shop = self.shop(f'    hook: {{ webhook: {{ url: "{hook.url}" }} }}\n', rules)
        placed = shop.place("maintenance", node="orders@west").json()["override"]["id"]
        shop.push("west", "unhealthy")
        wait_until(lambda: shop.daemon.state("orders@west") == "unhealthy", 10, "it is dead")
        throughout(lambda: not hook.bodies, 4, "nobody is told")
        shop.undo(placed)
        wait_until(lambda: ("firing", "unhealthy", "west") in self.told(hook), 20, "now people are told")
        acknowledged = shop.place("acknowledge", node="orders@west").json()["override"]["id"]
        shop.push("west", "healthy")
        wait_until(lambda: ("resolved", "unhealthy", "west") in self.told(hook), 20, "an end is never held back")
        shop.undo(acknowledged)

    def test_a_node_that_a_reload_takes_away_is_over(self):
        hook = Receiver(self)
        shop = self.shop(f'    hook: {{ webhook: {{ url: "{hook.url}" }} }}\n')
        shop.push("west", "unhealthy")
        wait_until(lambda: ("firing", "cause", "orders@west") in self.told(hook), 20, "it is told of")
        text = shop.daemon.model_file.read_text().replace(", west: {}", "")
        shop.daemon.model_file.write_text(text)
        self.assertEqual(200, shop.ask("POST", "/api/v1/reload?force=true").status)
        wait_until(lambda: ("resolved", "cause", "orders@west") in self.told(hook), 20, "its end is told of")
        self.assertEqual("nothing watches it any more", hook.bodies[-1]["ended_because"])

    def test_the_command_line_lists_alerts_and_tests_sinks(self):
        hook = Receiver(self)
        shop = self.shop(f'    hook: {{ webhook: {{ url: "{hook.url}" }} }}\n    gone: {{ command: {{ run: /no/such/program }} }}\n')
        calm = shop.command("alerts")
        self.assertEqual((0, "", ""), (calm.returncode, calm.stdout, calm.stderr))
        well = shop.command("alerts", "test", "hook")
        self.assertEqual((0, "hook: told\n"), (well.returncode, well.stdout), well.stderr)
        self.assertEqual("test", hook.bodies[-1]["status"])
        bad = shop.command("alerts", "test", "gone")
        self.assertEqual((1, "gone: it cannot be started: No such file or directory\n"), (bad.returncode, bad.stdout), bad.stderr)
        unknown = shop.command("alerts", "test", "nobody")
        self.assertEqual((2, 'healthmodeld: there is no sink "nobody"\n'), (unknown.returncode, unknown.stderr))
        viewer = shop.ask("POST", "/api/v1/alerts/test/hook", token="what-vera-shows-to-be-let-in")
        self.assertEqual(403, viewer.status)
        shop.push("west", "unhealthy")
        wait_until(lambda: hook.bodies[-1]["status"] == "firing", 20, "it is told of")
        gone = "gone has 1 notices waiting: it cannot be started"
        wait_until(lambda: gone in shop.command("alerts").stderr, 20, "what cannot be told is said")
        listed = shop.command("alerts")
        self.assertEqual(1, listed.returncode)
        self.assertRegex(listed.stdout, r"(?m)^firing  page    \S+  orders@west is unhealthy: orders@west/up")
        self.assertRegex(listed.stdout, r"(?m)^held    page    \S+  unhealthy/west, held back by cause/orders@west$")


if __name__ == "__main__":
    unittest.main()
