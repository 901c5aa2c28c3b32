"""What is made of a model for Prometheus and Grafana, in the hands of the real Prometheus: rules that promtool accepts and whose
alerts fire when they should, and a dashboard none of whose panels is empty."""

import json
import subprocess
import unittest
from urllib.parse import quote

from support.case import BIN, EXAMPLE, INTEGRATIONS, ROOT, Scenario
from support.healthmodel import LB_PORT, SERVE_PORT, Daemon
from support.network import free_address
from support.prometheus import Prometheus, check_rules, run_rule_tests
from support.target import Service, model_of
from support.waiting import wait_until
from support.web import get

# Sorted by length, so that no window is taken for the end of a longer one.
SHORTENED = {"[5m]": "[3s]", "[30m]": "[5s]", "[1h]": "[8s]", "[2h]": "[10s]", "[6h]": "[15s]", "[1d]": "[20s]", "[3d]": "[30s]", "[30d]": "[60s]"}


def export(what, *words):
    run = subprocess.run([BIN / "healthmodeld", "export", what, *map(str, words)], capture_output=True, text=True, timeout=30, check=True)
    return run.stdout


def with_objective(model, objective="99.5%"):
    return model.replace("browse: {", f"browse: {{ objective: {objective},")


class Rules(Scenario):
    def test_promtool_accepts_them(self):
        for words in ([EXAMPLE], [EXAMPLE, "--sloth"], [EXAMPLE, "--job", "healthmodel"]):
            with self.subTest(words):
                self.assertEqual((0, []), check_rules(self.file("rules.yml", export("prometheus-rules", *words))))

    def test_promtool_would_complain(self):
        text = export("prometheus-rules", EXAMPLE).replace("avg_over_time(", "avg_over_tme(", 1)
        self.assertNotEqual(0, check_rules(self.file("rules.yml", text))[0])

    def test_those_beside_the_example_are_those_that_are_made(self):
        self.assertEqual(export("prometheus-rules", EXAMPLE, "--sloth"), (INTEGRATIONS / "prometheus" / "rules.yml").read_text())

    def test_alerts_come_and_go_as_predicted(self):
        """By promtool's clock, with windows as long as they are."""
        self.assertEqual((0, ""), run_rule_tests(ROOT / "test" / "scenarios" / "rules.test.yml"))


class Scraped(Scenario):
    """A Prometheus with the rules, that scrapes the daemon."""

    objective = "99.5%"

    def setUp(self):
        super().setUp()
        self.services = {"west": Service(self), "north": Service(self)}
        model = with_objective(model_of(self.services), self.objective)
        address = free_address((SERVE_PORT, LB_PORT))
        rules = export("prometheus-rules", self.file("exported.yaml", model))
        for window, short in SHORTENED.items():
            rules = rules.replace(window, short)
        self.prometheus = Prometheus(self, f"{address}:{SERVE_PORT}", rules=rules)
        self.daemon = Daemon(self, model, address=address)
        self.daemon.until_ready()
        self.dashboard = json.loads(export("grafana-dashboard", self.daemon.model_file))

    def alerts(self):
        """(name, severity) of those that fire."""
        answer = get(f"{self.prometheus.url}/api/v1/alerts").json()
        return {(a["labels"]["alertname"], a["labels"]["severity"]) for a in answer["data"]["alerts"] if a["state"] == "firing"}

    def until_alerts(self, wanted, limit_s=60):
        try:
            wait_until(lambda: wanted <= self.alerts(), limit_s, f"{wanted} fire")
        except AssertionError as error:
            raise AssertionError(f"{error}, but {self.alerts()}") from error


class Counted(Scraped):
    """An objective with a window and alerts of its own, which the daemon counts."""

    objective = "{ target: 99.5%, window: 1h, slice: 5s, alerts: [{ severity: page, consumed: 2%, over: 1m }] }"

    def test_its_alert_comes_and_goes(self):
        page = {("HealthmodelErrorBudgetBurn", "page")}
        wait_until(lambda: self.prometheus.query("healthmodel_slo_burn_alert == 0"), 40, "nothing burns")
        for service in self.services.values():
            service.be("unhealthy")
        self.until_alerts(page)
        for service in self.services.values():
            service.be("healthy")
        wait_until(lambda: not self.alerts() & page, 60, "it is over when the last twelfth of the window is")


class Live(Scraped):
    def test_a_budget_that_burns_pages_and_is_over_when_the_short_window_is(self):
        burn = {("HealthmodelErrorBudgetBurn", "page"), ("HealthmodelErrorBudgetBurn", "ticket")}
        wait_until(lambda: self.prometheus.query('flow:healthmodel_bad_traffic:avg1h{flow="browse"} == 0'), 40, "a good past")
        self.assertEqual(set(), self.alerts() & burn)

        for service in self.services.values():
            service.be("unhealthy")
        self.until_alerts(burn)
        self.until_alerts({("HealthmodelRegionDown", "page")})
        (_, left), = self.prometheus.query("flow:healthmodel_error_budget_remaining:ratio")
        self.assertLess(left, 0, "99.5 % of a minute are gone in less than a second")

        for service in self.services.values():
            service.be("healthy")
        wait_until(lambda: not self.alerts() & burn, 60, "they are over")

    def test_one_region_of_two_costs_what_its_traffic_costs(self):
        """Nothing, once balancers have left it."""
        wait_until(lambda: self.prometheus.query('flow:healthmodel_bad_traffic:ratio{flow="browse"} == 0'), 40, "all is well")
        self.services["west"].be("unhealthy")
        self.until_alerts({("HealthmodelRegionDown", "page")})
        wait_until(lambda: self.prometheus.query('flow:healthmodel_bad_traffic:ratio{flow="browse"} < 0.001'), 40, "nobody is there")

    def test_a_dead_daemon_is_told(self):
        wait_until(lambda: self.prometheus.query("healthmodel_build_info"), 40, "it is scraped")
        self.daemon.process.kill()
        # After a minute, see `for`; until then it is pending.
        wait_until(lambda: "HealthmodelAbsent" in {a["labels"]["alertname"] for a in
                                                   get(f"{self.prometheus.url}/api/v1/alerts").json()["data"]["alerts"]}, 40, "it is missed")

    def test_every_panel_of_the_dashboard_has_data(self):
        wait_until(lambda: self.prometheus.query("flow:healthmodel_error_budget_remaining:ratio"), 40, "budgets are counted")
        panels = [p for p in self.dashboard["panels"] if p["type"] != "row"]
        self.assertGreater(len(panels), 15)
        for panel in panels:
            for target in panel["targets"]:
                with self.subTest(panel["title"]):
                    self.shows(panel, self.filled_in(target["expr"]))

    def filled_in(self, expression):
        """As Grafana would, with all of each variable."""
        for variable in self.dashboard["templating"]["list"]:
            expression = expression.replace(f"${variable['name']}", variable["allValue"])
        return expression.replace("$__rate_interval", "10s")

    def shows(self, panel, expression):
        if "Empty while" in panel["description"] or "Empty until" in panel["description"]:
            self.prometheus.query(expression)  # it is at least understood
        else:
            wait_until(lambda: self.prometheus.query(expression), 30, f"data of {expression}")

    def test_panels_that_are_empty_while_all_is_well_are_not_afterwards(self):
        self.services["west"].be("unhealthy")
        empty = [p for p in self.dashboard["panels"] if "Empty while all" in p.get("description", "") or "Empty until one" in p.get("description", "")]
        self.assertEqual(2, len(empty))
        for panel in empty:
            wait_until(lambda: self.prometheus.query(self.filled_in(panel["targets"][0]["expr"])), 40, f"{panel['title']} shows something")

    def test_the_variables_of_the_dashboard_have_values(self):
        wait_until(lambda: self.prometheus.query("healthmodel_build_info"), 40, "it is scraped")
        wanted = {"region": {"north", "west"}, "flow": {"browse"}}
        for variable in self.dashboard["templating"]["list"]:
            series, label = variable["query"]["query"].removeprefix("label_values(").removesuffix(")").rsplit(", ", 1)
            answer = get(f"{self.prometheus.url}/api/v1/label/{label}/values?match[]={quote(series)}").json()
            self.assertEqual(wanted[variable["name"]], set(answer["data"]))


if __name__ == "__main__":
    unittest.main()
