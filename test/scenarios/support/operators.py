"""A shop in three regions whose signals the test pushes, and the operators who steer it: by the API and by the command line."""

import subprocess
from urllib.parse import quote

from support.case import BIN
from support.healthmodel import Daemon
from support.web import ask

PUSH_TOKEN = "what-the-tests-show-to-be-let-in"
OPERATOR, VIEWER = "what-alice-shows-to-be-let-in", "what-vera-shows-to-be-let-in"

MODEL = """\
model: shop
regions: {{ north: {{}}, south: {{}}, west: {{}} }}
flows: {{ buy: {{ needs: [orders] }} }}
dependencies:
  orders: {{ signals: {{ up: {{ push: {{ token: "${{file:{token}}}" }}, every: 1h }} }} }}
{more}"""
REGIONS = ("north", "south", "west")


def command(daemon, token_file, *words):
    """What an operator says at the command line."""
    return subprocess.run([BIN / "healthmodeld", *words, "--url", daemon.url, "--token-file", token_file],
                          capture_output=True, text=True, timeout=30)


class Shop:
    """`more`: sections of its model; `more_settings`: of the settings."""

    def __init__(self, scenario, prefix=(), env=None, more="", more_settings=""):
        token = scenario.file("push.token", PUSH_TOKEN)
        self.operator_file = scenario.file("alice.token", OPERATOR + "\n")
        viewer_file = scenario.file("vera.token", VIEWER)
        self.daemon = Daemon(scenario, MODEL.format(token=token, more=more), admin=True, prefix=prefix, env=env, more_settings=(
            f'tokens: {{ alice: "${{file:{self.operator_file}}}", '
            f'vera: {{ token: "${{file:{viewer_file}}}", role: viewer }} }}\n' + more_settings))

    def until_well(self):
        """Everything is known and healthy: nothing that is not known can be drained without breaking the guard."""
        self.daemon.until_ready()
        for region in REGIONS:
            self.push(region, "healthy")
        self.daemon.until_state("shop", "healthy", 5)

    def push(self, region, state):
        answer = ask("POST", f"{self.daemon.url}/api/v1/push/orders@{region}/up", {"state": state},
                     headers={"Authorization": f"Bearer {PUSH_TOKEN}"})
        assert answer.status == 202, answer

    def ask(self, method, path, body=None, token=OPERATOR, timeout=10):
        return ask(method, self.daemon.url + path, body, timeout=timeout, headers={"Authorization": f"Bearer {token}"})

    def place(self, kind, timeout=10, **more):
        return self.ask("POST", "/api/v1/overrides", {"kind": kind, "reason": "a drill", **more}, timeout=timeout)

    def undo(self, number, reason="the drill is over"):
        return self.ask("DELETE", f"/api/v1/overrides/{number}?reason={quote(reason)}")

    def overrides(self, query=""):
        return self.ask("GET", f"/api/v1/overrides{query}").json()["overrides"]

    def audit(self):
        return self.ask("GET", "/api/v1/audit").json()["audit"]

    def serves(self, region):
        return self.daemon.verdict(region)[0] == 200

    def command(self, *words, token_file=None):
        return command(self.daemon, token_file or self.operator_file, *words)
