"""The API's contract: what the daemon answers is what its OpenAPI document describes, member by member."""

import re
import unittest
from urllib.parse import quote

from support.case import Scenario
from support.healthmodel import Daemon
from support.openapi import Contract
from support.operators import OPERATOR, Shop
from support.waiting import wait_until
from support.web import ask

# Nobody listens where it probes: its signals have results, and reasons to be unhealthy.
STATES = """\
model: shop
regions: { north: {}, south: {} }
states: [{ name: fine, class: good }, { name: limping, class: warn }, { name: unknown, class: unknown }, { name: dead, class: bad }]
flows: { buy: { objective: 99.9%, needs: [{ name: orders, impact: limited, affects: [search] }, till] } }
components:
  till: { needs: [orders], signals: { up: { tcp: { address: "127.0.0.1:9" }, every: 1s, unhealthy: latency > 1s } } }
dependencies:
  orders: { sla: 99.9%, signals: { up: { http: { url: "http://127.0.0.1:9/" }, every: 1s } } }
"""


class OpenApi(Scenario):
    def read_contract(self, daemon):
        answer = daemon.get("/api/v1/openapi.json")
        self.assertEqual("application/json", answer.headers["content-type"])
        self.contract = Contract(answer.json())
        self.url = daemon.url

    def hold(self, verb, path, names=(), query="", body=None, token=OPERATOR, status=200):
        """Asks, and holds the answer against the document."""
        target = re.sub(r"{[^}]*}", lambda _, names=iter(names): quote(next(names), safe=""), path)
        answer = ask(verb.upper(), self.url + target + query, body, headers={"Authorization": f"Bearer {token}"})
        self.assertEqual(status, answer.status, f"{verb} {target}{query}: {answer.text}")
        kind = answer.headers["content-type"].split(";")[0]
        with self.subTest(f"{verb} {target}{query}: {status}"):
            self.contract.hold(path, verb, status, kind, answer.json() if "json" in kind else answer.text)
        return answer

    def hold_reads(self, node, signal):
        for path in ("/api/v1/status", "/api/v1/regions", "/api/v1/slo", "/api/v1/overrides", "/api/v1/audit"):
            self.hold("get", path)
        self.hold("get", "/api/v1/nodes", query="?limit=2")
        for path in ("/api/v1/nodes/{id}", "/api/v1/nodes/{id}/tree", "/api/v1/nodes/{id}/explain"):
            self.hold("get", path, [node])
            self.hold("get", path, ["nobody"], status=404)
        self.hold("get", "/api/v1/signals/{node}/{signal}", signal)
        self.hold("get", "/badges/{id}", [f"{node}.svg"])

    def hold_past(self, node, signal):
        past = f"{self.url}/api/v1/nodes/{quote(node)}/history"
        wait_until(lambda: ask("GET", past).status == 200, 10, "it is recorded")
        for path in ("/api/v1/history", "/api/v1/history/transitions", "/api/v1/history/verdicts", "/api/v1/history/at"):
            self.hold("get", path)
        self.hold("get", "/api/v1/history/at", query="?limit=1&signals=true")
        self.hold("get", "/api/v1/nodes/{id}/history", [node], "?limit=1")
        self.hold("get", "/api/v1/signals/{node}/{signal}/history", signal)
        self.hold("get", "/api/v1/nodes/{id}/history", ["nobody"], status=404)
        self.hold("get", "/api/v1/history/verdicts", query="?from=yesterday", status=400)

    def test_answers_are_as_described(self):
        shop = Shop(self)
        shop.until_well()
        self.read_contract(shop.daemon)
        self.hold("post", "/api/v1/overrides", body={"kind": "drain", "region": "north", "reason": "a drill", "dry_run": True})
        placed = self.hold("post", "/api/v1/overrides", body={"kind": "drain", "region": "north", "reason": "a drill", "ticket": "T-1"})
        self.hold("post", "/api/v1/overrides", body={"kind": "maintenance", "node": "orders@south", "reason": "an index"})
        self.hold("post", "/api/v1/overrides", body={"kind": "acknowledge", "node": "orders@west", "reason": "known"})
        shop.push("west", "unhealthy")
        shop.daemon.until_state("orders@west", "unhealthy", 5)
        self.hold_reads("orders@west", ["orders@west", "up"])
        self.hold("get", "/health/{region}", ["west"], "?format=json")
        self.hold("get", "/health/{region}", ["north"], status=503)
        self.hold("get", "/health/{region}/{flow}", ["south", "buy"])
        self.hold("get", "/api/v1/gate", query="?flow=buy&region=north")
        self.hold("get", "/api/v1/gate", query="?flow=buy", status=503)
        self.hold("post", "/api/v1/whatif", body={"assume": {"orders@south": "unhealthy"}})
        self.hold("post", "/api/v1/whatif/slo", body={"assume": {"orders@south": "unhealthy", "orders@west": "degraded"}})
        self.hold("delete", "/api/v1/overrides/{id}", [placed.json()["override"]["id"]])
        self.hold("get", "/api/v1/overrides", query="?all=true")
        self.hold_past("orders@west", ["orders@west", "up"])
        self.hold("post", "/api/v1/reload")

    def test_problems_are_as_described(self):
        shop = Shop(self)
        shop.until_well()
        self.read_contract(shop.daemon)
        self.hold("get", "/api/v1/nodes", query="?kind=dragon", status=400)
        self.hold("get", "/api/v1/gate", status=400)
        self.hold("get", "/api/v1/gate", query="?flow=nobody", status=404)
        self.hold("post", "/api/v1/whatif", body={}, status=400)
        self.hold("post", "/api/v1/overrides", body={"kind": "drain"}, status=400)
        self.hold("post", "/api/v1/overrides", body={"kind": "drain", "region": "north", "reason": "x"}, token="nobody's", status=401)
        self.hold("get", "/api/v1/audit", token="nobody's", status=401)
        self.hold("post", "/api/v1/push/{node}/{signal}", ["orders@west", "up"], body={}, token="nobody's", status=401)

    def test_signals_that_were_probed_and_states_of_the_models_own_are_as_described(self):
        daemon = Daemon(self, STATES)
        daemon.until_ready()
        daemon.until_state("till@north", "dead", 15)
        self.read_contract(daemon)
        for node in ("till@north", "buy@north", "north", "shop"):
            self.hold("get", "/api/v1/nodes/{id}", [node])
            self.hold("get", "/api/v1/nodes/{id}/explain", [node])
        self.hold("get", "/api/v1/status")
        self.hold("get", "/api/v1/slo")
        for node in ("till@north", "orders@south"):
            self.hold("get", "/api/v1/signals/{node}/{signal}", [node, "up"])
        self.hold("post", "/api/v1/whatif", body={"assume": {"till@south": "limping"}})

    def test_alerts_are_as_described(self):
        shop = Shop(self, more="on_alert: { owner: us, labels: { tier: one } }\n", more_settings=(
            "alerts:\n  sinks: { well: { command: { run: /bin/true } }, bad: { command: { run: /bin/false } } }\n"
            "  rules: { dead: { states: unhealthy, for: 0s }, unhealthy: { for: 1m } }\n"))
        shop.until_well()
        self.read_contract(shop.daemon)
        self.hold("get", "/api/v1/alerts")
        self.hold("post", "/api/v1/alerts/test/{sink}", ["well"])
        self.hold("post", "/api/v1/alerts/test/{sink}", ["bad"], status=502)
        self.hold("post", "/api/v1/alerts/test/{sink}", ["nobody"], status=404)
        self.hold("post", "/api/v1/alerts/test/{sink}", ["well"], token="nobody's", status=401)
        shop.push("west", "unhealthy")
        shop.place("acknowledge", node="orders@north")

        def has_trouble():
            answer = shop.daemon.get("/api/v1/alerts").json()
            return answer["alerts"] and all("trouble" in d or d["delivered"] for d in answer["destinations"])

        wait_until(has_trouble, 20, "one was told, and one could not be")
        self.hold("get", "/api/v1/alerts")
        shop.push("west", "healthy")
        wait_until(lambda: self.hold("get", "/api/v1/alerts").json()["alerts"][0]["clearing"], 20, "it clears")

    def test_every_reference_leads_somewhere(self):
        daemon = Daemon(self, STATES)
        daemon.until_ready()
        self.read_contract(daemon)

        def references(part):
            if isinstance(part, dict):
                yield from [part["$ref"]] if "$ref" in part else []
                part = list(part.values())
            for inner in part if isinstance(part, list) else []:
                yield from references(inner)

        known = {f"#/components/{kind}/{name}" for kind, all_of in self.contract.document["components"].items() for name in all_of}
        asked = set(references(self.contract.document))
        self.assertGreater(len(asked), 20)
        self.assertEqual(set(), asked - known)


if __name__ == "__main__":
    unittest.main()
