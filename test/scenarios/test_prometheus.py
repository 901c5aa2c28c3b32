"""What Prometheus makes of /metrics."""

import unittest

from support.case import Scenario
from support.healthmodel import SERVE_PORT, Daemon
from support.nginx import Nginx
from support.prometheus import Prometheus, check_metrics
from support.waiting import wait_until

MODEL = """\
model: shop
regions: {{ north: {{}}, south: {{}} }}
flows:
  browse: {{ needs: [page] }}
components:
  page:
    signals:
      answers: {{ http: {{ url: "{url}/" }}, every: 1s, timeout: 500ms }}
      slow-is-bad: {{ http: {{ url: "{url}/x?y=z" }}, every: 1s, timeout: 500ms, degraded: latency > 100ms, unhealthy: latency > 400ms }}
      connects: {{ tcp: {{ address: "{address}" }}, every: 1s, timeout: 500ms }}
"""


class Metrics(Scenario):
    def setUp(self):
        super().setUp()
        nginx = Nginx(self)
        self.daemon = Daemon(self, MODEL.format(url=nginx.url, address=nginx.url.removeprefix("http://")))
        self.daemon.until_ready()

    def test_promtool_has_nothing_to_complain_of(self):
        self.assertEqual((0, ""), check_metrics(self.daemon.get("/metrics").text))

    def test_promtool_would_complain(self):
        code, complaints = check_metrics("# TYPE a counter\na 1\n")
        self.assertNotEqual(0, code, complaints)

    def test_prometheus_scrapes_them(self):
        prometheus = Prometheus(self, f"{self.daemon.address}:{SERVE_PORT}")
        wait_until(lambda: [v for _, v in prometheus.query("up")] == [1], 15, "up is 1")
        wait_until(lambda: prometheus.target()["lastError"] == "", 15, "a scrape without an error")

        nodes = {"shop", "browse", "browse@north", "page@south", "north", "south"}
        wait_until(lambda: nodes <= {m["node"] for m, _ in prometheus.query("healthmodel_node_state")}, 15, "all nodes are there")

        def verdicts():
            told = {(m["region"], m["state"]): v for m, v in prometheus.query("healthmodel_region_verdict")}
            return {k for k, v in told.items() if v == 1}

        wait_until(lambda: verdicts() == {("north", "up"), ("south", "up")}, 15, "both regions are up, and nothing else")
        wait_until(lambda: len(prometheus.query("healthmodel_probe_results_total")) >= 6, 15, "a series for each signal")
        wait_until(lambda: prometheus.query("rate(healthmodel_probe_duration_seconds_count[10s]) > 0"), 20, "probes have a rate")


if __name__ == "__main__":
    unittest.main()
