"""`healthmodeld slo` and `budget` as people and scripts call them, and the same figures from a running daemon."""

import json
import subprocess
import time
import unittest

from support.case import BIN, EXAMPLE, Scenario
from support.healthmodel import Daemon
from support.target import Service

# Two regions behind one login, whose 99.99 % no region can better.
SHOP = """\
model: shop
regions: { west: { weight: 3 }, north: {} }
flows:
  buy: { objective: 99.98%, needs: [api, login] }
  look: { objective: 99.995%, needs: [login] }
components:
  api: { needs: [db, login], signals: { answers: { http: { url: "http://127.0.0.1:9/" }, every: 5s, timeout: 1s } } }
dependencies:
  db: { sla: 99.9%, availability: { mtbf: 999h, mttr: 1h } }
  login: { sla: 99.99%, scope: global, single_point: accepted }
"""


def both(a, b):
    """How often one of the two is down, without cancellation."""
    return a + b - a * b


def healthmodeld(*arguments):
    return subprocess.run([BIN / "healthmodeld", *arguments], capture_output=True, text=True, timeout=30)


class Slo(Scenario):
    def setUp(self):
        super().setUp()
        self.model = self.file("shop.yaml", SHOP)

    def slo(self, *arguments, code=0):
        outcome = healthmodeld("slo", self.model, "--json", *arguments)
        self.assertEqual(code, outcome.returncode, outcome.stderr)
        document = json.loads(outcome.stdout)
        return document, {flow["id"]: flow for flow in document["flows"]}

    def test_what_is_shared_counts_once_and_what_is_missing_is_told(self):
        document, flows = self.slo(code=1)
        regional = both(0.001, 0.001)
        right = both(0.0001, regional ** 2)
        self.assertAlmostEqual(1 - right, flows["buy"]["availability"], delta=1e-15)
        self.assertAlmostEqual(right, flows["buy"]["unavailability"], delta=1e-18)
        self.assertAlmostEqual(right * 30 * 86400, flows["buy"]["expected_downtime_s"], places=6)
        self.assertAlmostEqual(518.4, flows["buy"]["allowed_downtime_s"], places=6)
        self.assertIs(True, flows["buy"]["reachable"])
        self.assertIs(False, flows["look"]["reachable"])
        self.assertGreater(flows["buy"]["naive_availability"], flows["buy"]["availability"])
        self.assertEqual(["login", "db"], [cost["id"] for cost in flows["buy"]["costs"]])
        self.assertEqual(["api"], document["assumed"])
        self.assertIn("independently", document["remark"])
        nodes = {node["id"]: node["availability"] for node in document["nodes"]}
        self.assertAlmostEqual(1 - regional, nodes["db@west"], delta=1e-15)

    def test_alternatives_are_told_beside_what_is(self):
        _, flows = self.slo("--set", "login=99.999%", "--what-if", "regions=3")
        regional = both(0.001, 0.001)
        self.assertAlmostEqual(both(0.00001, regional ** 3), flows["buy"]["unavailability"], delta=1e-18)
        self.assertAlmostEqual(both(0.0001, regional ** 2), flows["buy"]["before"]["unavailability"], delta=1e-18)
        self.assertIs(True, flows["look"]["reachable"])

    def test_people_are_told_in_words(self):
        outcome = healthmodeld("slo", self.model, "--flow", "look")
        self.assertEqual(1, outcome.returncode)
        self.assertEqual("""\
look: 99.99%, 4 min 19 s down in 30 days
  objective 99.995%, 2 min 10 s allowed: out of reach
  in west alone: 99.99%, 4 min 19 s down in 30 days
  in north alone: 99.99%, 4 min 19 s down in 30 days
  with one more region: 99.99%, 4 min 19 s down in 30 days
  naive product: 99.999999%, 25.9 ms down in 30 days, as if branches and regions shared nothing
  what each costs in 30 days, in all its places:
    login  4 min 19 s  (importance 1)

Assumed to be always there, without `sla` or `availability`: api.
What fails together by one cause, such as a bad release, a shared network or an operator's mistake, is not in these figures: \
they take every part to fail independently of all others.
""", outcome.stdout)
        self.assertIn('the objective of the flow "look" is out of reach', outcome.stderr)

    def test_what_cannot_be_is_refused(self):
        for arguments, why in ((["--flow", "bye"], 'the model has no flow "bye"'),
                               (["--set", "bd=99%"], 'the model has no entity "bd"'),
                               (["--set", "db=often"], "expected a percentage"),
                               (["--set", "db"], 'expected NAME=PERCENTAGE, found "db"'),
                               (["--what-if", "regions=0"], "0 is not"),
                               (["--what-if", "zones=3"], 'expected regions=NUMBER, found "zones=3"')):
            with self.subTest(arguments=arguments):
                outcome = healthmodeld("slo", self.model, *arguments)
                self.assertEqual(2, outcome.returncode)
                self.assertIn(why, outcome.stderr)

    def test_the_example_keeps_its_objectives(self):
        outcome = healthmodeld("slo", EXAMPLE)
        self.assertEqual(0, outcome.returncode, outcome.stdout)
        self.assertNotIn("out of reach", outcome.stdout + outcome.stderr)

    def test_a_running_daemon_tells_the_same(self):
        daemon = Daemon(self, SHOP)
        daemon.until_ready()
        document, flows = self.slo(code=1)
        answer = daemon.get("/api/v1/slo")
        self.assertEqual(200, answer.status)
        told = answer.json()["flows"]
        for flow in told:
            self.assertEqual(flow["objective"], flow.pop("attained")["available"]["objective"])  # only a daemon knows it
        self.assertEqual(flows, {flow["id"]: flow for flow in told})
        self.assertEqual(document["assumed"], answer.json()["assumed"])


# Two databases, in two regions each, which nothing in the model connects.
STORES = """\
model: stores
regions: {{ north: {{}}, south: {{}} }}
flows: {{ buy: {{ needs: [orders, stock] }} }}
dependencies:
  orders: {{ sla: 99.9%, signals: {{ up: {check} }} }}
  stock: {{ sla: 99.9%, signals: {{ up: {check} }} }}
"""


class CoFailure(Scenario):
    def test_what_fails_together_by_one_cause_is_shown_beside_the_figures(self):
        shared, alone = Service(self), Service(self)
        check = '{ http: { url: "http://%s/" }, every: 1s, timeout: 900ms, rise: 1, fall: 1 }'
        model = STORES.format(check=check % shared.at).replace(f"stock: {{ sla: 99.9%, signals: {{ up: {check % shared.at}",
                                                               f"stock: {{ sla: 99.9%, signals: {{ up: {check % alone.at}")
        daemon = Daemon(self, model)
        daemon.until_ready()
        daemon.until_state("stores", "healthy", 20)
        time.sleep(3)  # a past in which all is well
        alone.status = 500
        daemon.until_state("stock", "unhealthy", 20)
        alone.status = 200
        daemon.until_state("stores", "healthy", 20)
        shared.status = 500
        daemon.until_state("orders", "unhealthy", 20)
        time.sleep(3)
        shared.status = 200
        daemon.until_state("stores", "healthy", 20)

        observed = daemon.get("/api/v1/slo").json()["observed"]
        self.assertEqual(4, observed["parts_down"])
        self.assertEqual(2, observed["pairs"], observed)  # each with itself in the other region
        worst = observed["together"][0]
        self.assertEqual(("orders@north", "orders@south"), (worst["a"], worst["b"]))
        self.assertGreater(worst["both_down_s"], 2)
        self.assertGreater(worst["ratio"], 1)
        self.assertAlmostEqual(worst["a_down_s"] * worst["b_down_s"] / worst["both_known_s"], worst["by_chance_s"], delta=0.2)
        self.assertLess(worst["both_known_s"], observed["recorded_s"] + 0.001)

        asked = healthmodeld("slo", daemon.model_file, "--url", daemon.url, "--from", "1h")
        self.assertIn("orders@north and orders@south: ", asked.stdout, asked.stderr)
        daemon.process.stop()
        file = daemon.state_dir / "history.sqlite"
        past = json.loads(healthmodeld("slo", daemon.model_file, "--json", "--history", file, "--from", observed["from"],
                                       "--to", observed["to"]).stdout)["observed"]
        # The file goes on a little further than the daemon had written it.
        self.assertEqual([(p["a"], p["b"], p["both_down_s"]) for p in observed["together"]],
                         [(p["a"], p["b"], p["both_down_s"]) for p in past["together"]])
        self.assertGreaterEqual(past["recorded_s"], observed["recorded_s"])
        self.assertEqual(2, healthmodeld("slo", daemon.model_file, "--history", file.parent / "nothing.sqlite").returncode)
        self.assertEqual(2, healthmodeld("slo", daemon.model_file, "--history", file, "--from", "yesterday").returncode)


class Budget(Scenario):
    def budget(self, *arguments, code=0):
        outcome = healthmodeld("budget", self.file("shop.yaml", SHOP), *arguments)
        self.assertEqual(code, outcome.returncode, outcome.stderr)
        return outcome

    def test_a_failover_is_told_with_its_parts_and_its_cost(self):
        document = json.loads(self.budget("--consumer", "haproxy-agent", "--flow", "buy", "--json").stdout)
        self.assertEqual(2, document["consumer"]["evict_s"])
        west = document["flows"][0]["regions"][0]
        self.assertEqual("api@west/answers", west["signal"])
        self.assertAlmostEqual(8 + 0.2 + 15 + 2, west["evict_s"])
        self.assertAlmostEqual(0.75 * 25.2, west["cost_s"])
        self.assertAlmostEqual(0.75 * 25.2 / 518.4, west["budget_share"])
        text = self.budget("--consumer", "haproxy-agent").stdout
        self.assertIn("west, 75 % of the users: out within 25.2 s: evidence 8 s (api@west/answers), dwell 15 s, balancer; 15.2 s if every flow fails", text)
        self.assertIn("costs 18.9 s, 3.65 % of the budget: 27 of them use it up", text)
        self.assertIn("look: objective 99.995%, 2 min 10 s in 30 days\n  nothing that is probed can take it out", text)

    def test_settings_are_laid_over_those_of_the_manual(self):
        document = json.loads(self.budget("--consumer", "azure-traffic-manager", "--interval", "10s", "--fall", "2", "--timeout", "5s",
                                          "--ttl", "30s", "--json").stdout)
        self.assertEqual(2 * 10 + 5 + 30, document["consumer"]["evict_s"])
        self.assertEqual(10 + 30, document["consumer"]["restore_s"])

    def test_a_failover_that_costs_more_than_the_objective_allows_is_bad(self):
        self.budget("--consumer", "route53", "--fall", "30", code=1)

    def test_what_cannot_be_is_refused(self):
        for arguments in (["--consumer", "f5"], ["--consumer", "envoy", "--interval", "5"], ["--consumer", "envoy", "--rise", "0"],
                          ["--consumer", "envoy", "--fall", "101"], ["--consumer", "envoy", "--flow", "bye"]):
            with self.subTest(arguments=arguments):
                self.budget(*arguments, code=2)


if __name__ == "__main__":
    unittest.main()
