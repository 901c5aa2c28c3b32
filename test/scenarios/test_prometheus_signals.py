"""Signals that ask a real Prometheus: what it measures of the daemon's own /metrics and how its alerts stand judge components; and
whatever happens to it makes nothing unhealthy."""

import unittest

from support.case import Scenario
from support.healthmodel import LB_PORT, SERVE_PORT, Daemon
from support.network import free_address
from support.prometheus import Prometheus
from support.target import Service
from support.waiting import wait_until

RULES = """\
groups:
  - name: shop
    interval: 1s
    rules:
      - alert: Loaded
        expr: max(healthmodel_node_state{node="service@north"}) >= 1
        labels: { severity: warning, region: north }
      - alert: Down
        expr: max(healthmodel_node_state{node="service@north"}) >= 2
        labels: { severity: critical, region: north }
      - alert: Waiting
        expr: vector(1)
        for: 1h
      - alert: Broken
        expr: healthmodel_node_state * on(job) healthmodel_node_state
"""

SIGNAL = "  {name}: {{ signals: {{ asks: {{ prometheus: {{ url: \"{url}\", {asked} }}, {more} }} }} }}\n"

MODEL = """\
model: shop
regions: {{ north: {{}} }}
defaults: {{ signal: {{ every: 1s, timeout: 900ms, rise: 1, fall: 1, ttl: 4s }} }}
flows: {{ browse: {{ needs: [service, {names}] }} }}
components:
  service: {{ signals: {{ answers: {{ http: {{ url: "http://{service}/" }}, degraded: body.load >= 2 }} }} }}
{components}traffic: {{ down_after: 0s, up_after: 0s, min_down: 0s, ramp: 0s }}
"""

# Component → (what is asked, what else is said of the signal).
ASKED = {
    "measured": ('query: "max(healthmodel_node_state{node=\'service@north\'})"', "degraded: value >= 1, unhealthy: value >= 2"),
    "loaded": ('alert: Loaded, labels: { region: "${region.name}" }, firing: { warning: degraded }', ""),
    "down": ("alert: Down", ""),
    "elsewhere": ("alert: Loaded, labels: { region: south }", ""),
    "waiting": ("alert: Waiting, pending: degraded", ""),
}

# Component → (what is asked, how the words of the run begin).
TROUBLES = {
    "empty": ('query: "no_such_metric"', "no data"),
    "several": ("query: '{__name__=~\"up|scrape_samples_scraped\"}'", "2 series instead of one: aggregate them, as in sum(...)"),
    "nothing-by-nothing": ('query: "vector(0) / vector(0)"', "the value is NaN"),
    "misspelt": ('query: "sum(up"', 'bad_data: invalid parameter "query": 1:7: parse error: unclosed left parenthesis'),
    "impossible": ('query: "healthmodel_node_state * on(job) healthmodel_node_state"', "execution: found duplicate series"),
    "a-matrix": ('query: "up[1m]"', "the query is of a matrix"),
    "missing": ("alert: NoSuchRule", 'there is no alerting rule "NoSuchRule"'),
    "broken": ("alert: Broken", "the rule cannot be evaluated: found duplicate series"),
}

COUNTED = """\
model: shop
regions: {{ north: {{}} }}
defaults: {{ signal: {{ every: 1s, timeout: 900ms }} }}
flows: {{ browse: {{ objective: {{ target: 99%, slice: 5s, good: requests/good, total: requests/all }}, needs: [requests] }} }}
components:
  requests:
    signals:
      good: {{ prometheus: {{ url: "{url}", query: "time() * 750" }}, unhealthy: value < 0 }}
      all: {{ prometheus: {{ url: "{url}", query: "time() * 1000" }}, unhealthy: value < 0 }}
"""


class Events(Scenario):
    def test_an_objective_counts_what_prometheus_counts(self):
        address = free_address((SERVE_PORT, LB_PORT))
        prometheus = Prometheus(self, f"{address}:{SERVE_PORT}")
        daemon = Daemon(self, COUNTED.format(url=prometheus.url), address=address)
        daemon.until_ready()

        def counted():
            return daemon.get("/api/v1/slo").json()["flows"][0]["attained"]["available"]

        wait_until(lambda: counted().get("events", 0) > 20_000, 60, "events are counted")  # good ones are asked for at another moment than all
        self.assertAlmostEqual(0.75, counted()["attained"], delta=0.1)


class Signals(Scenario):
    def setUp(self):
        super().setUp()
        self.service = Service(self)

    def start_both(self, asked):
        """A Prometheus that scrapes the daemon which asks it."""
        address = free_address((SERVE_PORT, LB_PORT))
        self.prometheus = Prometheus(self, f"{address}:{SERVE_PORT}", rules=RULES)
        components = "".join(SIGNAL.format(name=name, url=self.prometheus.url, asked=what, more=more) for name, (what, more) in asked.items())
        self.daemon = Daemon(self, MODEL.format(names=", ".join(asked), components=components, service=self.service.at), address=address)
        self.daemon.until_ready()

    def until(self, name, state):
        self.daemon.until_state(f"{name}@north", state, 40)

    def test_values_and_alerts_judge_components(self):
        self.start_both(ASKED)
        for name, state in {"measured": "healthy", "loaded": "healthy", "down": "healthy", "elsewhere": "healthy", "waiting": "degraded"}.items():
            self.until(name, state)

        self.service.be("degraded")
        self.until("measured", "degraded")
        self.until("loaded", "degraded")
        self.assertEqual("degraded", self.daemon.state("waiting@north"))
        for name in ("down", "elsewhere"):
            self.assertEqual("healthy", self.daemon.state(f"{name}@north"), name)

        self.service.be("unhealthy")
        self.until("measured", "unhealthy")
        self.until("down", "unhealthy")
        self.assertEqual("healthy", self.daemon.state("elsewhere@north"))
        judged = self.daemon.signal("down@north", "asks")["judged"]
        self.assertEqual(("condition", "Down: unhealthy alerts > 0 (1)"), (judged["reason"], judged["detail"]))

        self.service.be("healthy")
        for name in ("measured", "loaded", "down"):
            self.until(name, "healthy")

    def test_what_prometheus_cannot_tell_is_unknown_and_says_why(self):
        self.start_both({name: (asked, "" if asked.startswith("alert") else "unhealthy: value >= 0") for name, (asked, _) in TROUBLES.items()})
        for name, (_, words) in TROUBLES.items():
            with self.subTest(name):
                self.daemon.until_run(f"{name}@north", "asks", "prober_error", words, 30)
        for name in TROUBLES:
            self.until(name, "unknown")

    def test_a_prometheus_that_goes_makes_nothing_unhealthy(self):
        self.start_both({"measured": ASKED["measured"], "down": ASKED["down"]})
        self.until("measured", "healthy")
        self.service.be("unhealthy")
        self.until("down", "unhealthy")

        self.prometheus.process.kill()
        self.until("down", "unknown")
        self.until("measured", "unknown")
        self.daemon.until_run("measured@north", "asks", "prober_error", "cannot ask Prometheus: connect_refused", 20)
        self.assertEqual([], [v for labels, v in self.daemon.series("healthmodel_self_suspicion") if v != 0])

        self.prometheus.start()
        self.until("down", "unhealthy")
        self.service.be("healthy")
        self.until("down", "healthy")


if __name__ == "__main__":
    unittest.main()
