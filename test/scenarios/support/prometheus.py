"""A real Prometheus that scrapes the daemon, and promtool, which is stricter than it."""

import subprocess
from urllib.parse import quote

from support.network import free_address
from support.waiting import wait_until
from support.web import get

PORT = 9090

CONFIGURATION = """\
global: {{ scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s }}
rule_files: [ rules.yml ]
scrape_configs:
  - job_name: healthmodel
    static_configs: [ {{ targets: ["{target}"] }} ]
"""


def check_metrics(text):
    """(exit code, complaints) of promtool about a page of metrics."""
    run = subprocess.run(["/usr/bin/promtool", "check", "metrics"], input=text, capture_output=True, text=True, timeout=30)
    return run.returncode, run.stdout + run.stderr


def check_rules(file):
    """(exit code, what promtool finds wrong) of a file of rules."""
    run = subprocess.run(["/usr/bin/promtool", "check", "rules", file], capture_output=True, text=True, timeout=30)
    complaints = [line for line in (run.stdout + run.stderr).splitlines() if "SUCCESS" not in line and "Checking" not in line and line.strip()]
    return run.returncode, complaints


def run_rule_tests(file):
    """(exit code, what failed) of promtool's own tests of rules."""
    run = subprocess.run(["/usr/bin/promtool", "test", "rules", file], capture_output=True, text=True, timeout=120)
    return run.returncode, "" if run.returncode == 0 else run.stdout + run.stderr


class Prometheus:
    """`target` is HOST:PORT; `rules` is the text of a file of rules."""

    def __init__(self, scenario, target, rules="groups: []\n"):
        self.address = free_address((PORT,))
        scenario.file("rules.yml", rules)
        configuration = scenario.file("prometheus.yml", CONFIGURATION.format(target=target))
        self._start = lambda: scenario.start(
            ["/usr/bin/prometheus", f"--config.file={configuration}", f"--storage.tsdb.path={scenario.directory}/data",
             f"--web.listen-address={self.address}:{PORT}"], "prometheus")
        self.start()

    def start(self):
        """Again, after it ended: with what it has stored."""
        self.process = self._start()
        wait_until(lambda: get(f"{self.url}/-/ready").status == 200, 60, "Prometheus is ready")

    @property
    def url(self):
        return f"http://{self.address}:{PORT}"

    def query(self, expression):
        """Labels and value of each series of an instant query."""
        answer = get(f"{self.url}/api/v1/query?query={quote(expression)}").json()
        assert answer["status"] == "success", answer
        return [(r["metric"], float(r["value"][1])) for r in answer["data"]["result"]]

    def target(self):
        """What it says of the one it scrapes."""
        (target,) = get(f"{self.url}/api/v1/targets").json()["data"]["activeTargets"]
        return target
