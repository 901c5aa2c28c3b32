"""The daemon of a scenario, on a loopback address of its own."""

import json
import re

from support.case import BIN
from support.network import free_address
from support.waiting import wait_until
from support.web import get

SERVE_PORT, LB_PORT, AGENT_PORT = 8640, 8642, 8641
START_LIMIT_S = 30

# For models whose story is not about when a region goes and returns: its verdict follows its state at once.
AT_ONCE = "traffic: { down_after: 0s, up_after: 0s, min_down: 0s, ramp: 0s }\n"

SETTINGS = """\
listeners:
  - {{ listen: "{address}:{serve}", serves: [lb, metrics, api, dashboard{admin}] }}
  - {{ listen: "{address}:{lb}", serves: [lb] }}
{more}"""


class Daemon:
    """Starts `healthmodeld run` in the scenario's directory; `more_settings` is YAML beside the listeners, `prefix` what the
    command is run by. Of several in one scenario each has a `name`, for its files and its log."""

    def __init__(self, scenario, model, more_settings="", address=None, prefix=(), admin=False, env=None, name="healthmodeld"):
        self.address = address or free_address((SERVE_PORT, LB_PORT))
        self.model_file = scenario.file(f"{name}.model.yaml", model)
        self.settings_file = scenario.file(
            f"{name}.settings.yaml",
            SETTINGS.format(address=self.address, serve=SERVE_PORT, lb=LB_PORT, more=more_settings,
                            admin=", admin" if admin else ""))
        # Several daemons of one scenario must not share what they remember.
        self.state_dir = scenario.directory / f"state-{self.address}"
        self._start = lambda: scenario.start(
            [*prefix, BIN / "healthmodeld", "run", self.model_file, "--settings", self.settings_file], name,
            {"STATE_DIRECTORY": str(self.state_dir), **(env or {})})
        self.start()

    def start(self):
        """Again, after it ended: with the same files, and what it has left."""
        self.process = self._start()

    @property
    def url(self):
        return f"http://{self.address}:{SERVE_PORT}"

    @property
    def lb_url(self):
        return f"http://{self.address}:{LB_PORT}"

    def get(self, path):
        return get(self.url + path)

    def until_ready(self, limit_s=START_LIMIT_S):
        """Until the first round is complete. Returns how long that took."""
        def ready():
            if not self.process.alive():
                raise AssertionError(f"the daemon ended with {self.process.exit_code()}:\n{self.process.output()}")
            return self.get("/readyz").status == 200

        return wait_until(ready, limit_s, "/readyz is 200")[0]

    def node(self, name):
        return self.get(f"/api/v1/nodes/{name}").json()

    def state(self, name):
        return self.node(name)["state"]

    def until_state(self, name, state, limit_s):
        """Until the node is in the state, seconds; on the way it fails with what the node says of itself."""
        try:
            return wait_until(lambda: self.state(name) == state, limit_s, f"{name} is {state}")[0]
        except AssertionError as error:
            raise AssertionError(f"{error}\n{json.dumps(self.node(name), indent=1)[:3000]}") from error

    def signal(self, node, signal):
        return self.get(f"/api/v1/signals/{node}/{signal}").json()

    def until_run(self, node, signal, reason, words, limit_s):
        """Until the last run ended for this reason, with a detail that begins like this; fails with what it said instead. On a
        busy machine one run may end by its deadline."""
        last = [("", "")]

        def is_so():
            runs = self.signal(node, signal)["observations"]
            last[0] = (runs[0]["reason"], runs[0].get("detail", "")) if runs else ("", "")
            return last[0][0] == reason and last[0][1].startswith(words)

        try:
            wait_until(is_so, limit_s, f"{node}/{signal} says {reason}: {words}")
        except AssertionError as error:
            raise AssertionError(f"{error}, but {last[0]}") from error

    def verdict(self, region):
        """(status, first line) on the load balancers' own listener."""
        answer = get(f"{self.lb_url}/health/{region}")
        return answer.status, answer.text.splitlines()[0]

    def series(self, name):
        """(labels, value) of each series with this name."""
        return list(series_of(self.get("/metrics").text, name))

    def metric(self, name, **labels):
        """The value of the one series with this name that has these labels."""
        found = [value for has, value in self.series(name) if labels.items() <= has.items()]
        assert len(found) == 1, f"{len(found)} series {name}{labels}"
        return found[0]

    def events(self, event):
        """The lines of the log with this event."""
        return [line for line in self.process.output().splitlines() if f" {event} " in line or line.endswith(f" {event}")]


def series_of(text, name):
    """(labels, value) of each series with this name on a page of metrics."""
    for line in text.splitlines():
        if line.startswith(name) and (match := re.fullmatch(rf"{name}(?:{{(.*)}})? (\S+)", line)):
            yield dict(re.findall(r'(\w+)="((?:[^"\\]|\\.)*)"', match.group(1) or "")), float(match.group(2))
