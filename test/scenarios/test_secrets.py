"""Secrets by environment, file and credential, in every place where one may stand: the targets get them, and nothing that the
daemon says holds one, not even when the targets say them back."""

import json
import os
import subprocess
import threading
import unittest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from support.case import BIN, Scenario
from support.healthmodel import Daemon
from support.network import free_address
from support.waiting import wait_until
from support.web import ask

# No part of one is a word that the daemon says by itself.
ENV, FILE, CREDENTIAL = "zq1-Env-Xk", "zq2-File-Xk", "zq3-Credential-Xk"
PATH, HOST, EXPECTED = "zq4-Path-Xk/zq5-Path-Xk", "zq6-host-xk", "zq7-Expected-Xk"
PUSH, OPERATOR = "zq8-Push-Token-Xk-0123456789", "zq9-Operator-Token-Xk-0123456789"
PARTS = [f"zq{n}" for n in range(1, 10)]  # what is looked for

MODEL = """\
model: shop
regions: {{ north: {{}} }}
defaults: {{ signal: {{ every: 200ms, timeout: 150ms, rise: 1, fall: 1 }} }}
flows: {{ browse: {{ needs: [page] }} }}
components:
  page:
    signals:
      whole-url: {{ http: {{ url: "${{file:whole-url}}" }} }}
      path: {{ http: {{ url: "{url}/${{file:path}}/x?q=${{env:HM_ENV}}" }} }}
      phrase: {{ http: {{ url: "{url}/phrase/${{credential:credential}}" }} }}
      redirect: {{ http: {{ url: "{url}/redirect/${{file:path}}", redirects: 1 }} }}
      loop: {{ http: {{ url: "{url}/loop/${{file:path}}", redirects: 3 }} }}
      header: {{ http: {{ url: "{url}/header", headers: {{ Authorization: "Bearer ${{credential:credential}}" }} }} }}
      body: {{ http: {{ url: "{url}/body", method: POST, body: '{{"key": "${{file:file}}"}}' }} }}
      expected: {{ http: {{ url: "{url}/expected", expect: {{ body_contains: "${{file:expected}}" }} }} }}
      echo:
        http: {{ url: "{url}/echo", headers: {{ X-Key: "${{env:HM_ENV}}" }} }}
        unhealthy: body.said != nothing
      host: {{ tcp: "${{env:HM_HOST}}:1" }}
      sent: {{ push: {{ token: "${{file:push}}" }}, unhealthy: body.said != nothing }}
witnesses:
  away: {{ http: {{ url: "{url}/phrase/${{credential:credential}}" }} }}
"""
# What each signal must come to for the test to mean something: its reason.
REASONS = {"whole-url": "status_mismatch", "path": "status_mismatch", "phrase": "status_mismatch", "redirect": "redirect",
           "loop": "redirect", "header": "ok", "body": "ok", "expected": "body_mismatch", "echo": "condition"}
BROKEN = """\
      bad-url: {{ http: {{ url: "{url} ${{file:path}}" }} }}
      bad-address: {{ tcp: "${{env:HM_ENV}}" }}
      bad-condition: {{ tcp: "127.0.0.1:1", degraded: "latency > ${{file:file}}" }}
      bad-token: {{ push: {{ token: "${{file:file}}" }} }}
      bad-status: {{ http: {{ url: "{url}/", expect: {{ status: "${{credential:credential}}" }} }} }}
      missing: {{ tcp: "${{file:no-such-file}}:1" }}
"""
SETTINGS = """\
tokens: {{ alice: "${{file:operator}}" }}
log: {{ format: {format}, level: debug, checks: all }}
resolver: {{ servers: ["127.0.0.1:9"], timeout: 50ms, tries: 1 }}
"""


class Parrot(BaseHTTPRequestHandler):
    """Says back what it is told, in every place where an answer can."""

    seen = []

    def _answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        self.seen.append((self.path, self.headers.get("Authorization", ""), body))
        kind = self.path.split("/")[1].split("?")[0]
        said = f"{self.path} {self.headers.get('Authorization')} {self.headers.get('X-Key')} {body}"
        if kind == "redirect":
            self.send_response(302, said)
            self.send_header("Location", f"ftp://other{self.path}")
        elif kind == "loop":
            self.send_response(302, said)
            self.send_header("Location", self.path)
        else:
            self.send_response(200 if kind in ("header", "body", "expected", "echo") else 500, said)
        text = json.dumps({"said": self.headers.get("X-Key", said)}).encode()
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_GET = do_POST = _answer

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    def handle_error(self, request, client_address):
        """The prober goes away in the middle when it has seen enough."""


class Secrets(Scenario):
    def setUp(self):
        super().setUp()
        Parrot.seen.clear()
        server = Server((free_address((80,)), 0), Parrot)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        self.url = f"http://{server.server_address[0]}:{server.server_address[1]}"
        self.planted = {"whole-url": f"{self.url}/zq5-Path-Xk?zq1-Env-Xk", "path": PATH, "file": FILE, "expected": EXPECTED,
                        "credential": CREDENTIAL, "push": PUSH, "operator": OPERATOR}
        for name, secret in self.planted.items():
            self.file(name, secret + "\n")
        self.environment = {"HM_ENV": ENV, "HM_HOST": f"{HOST}.invalid", "CREDENTIALS_DIRECTORY": str(self.directory)}

    def hidden(self, where, text):
        for part in PARTS:
            self.assertNotIn(part.lower(), text.lower(), f"a secret in {where}")

    def started(self, log_format):
        daemon = Daemon(self, MODEL.format(url=self.url), SETTINGS.format(format=log_format), admin=True,
                        env=self.environment)
        daemon.until_ready()
        for signal, reason in REASONS.items():
            wait_until(lambda: reason in self.observed(daemon, signal), 10, f"{signal} shows {reason}")
        return daemon

    def observed(self, daemon, signal):
        return [o["reason"] for o in daemon.signal("page@north", signal)["observations"]]

    def push(self, daemon, token, body):
        return ask("POST", f"{daemon.url}/api/v1/push/page@north/sent", body, headers={"Authorization": f"Bearer {token}"})

    def look_everywhere(self, daemon):
        nodes = [node["id"] for node in daemon.get("/api/v1/nodes?limit=500").json()["nodes"]]
        self.assertIn("page@north", nodes)
        paths = ["/", "/metrics", "/livez", "/readyz", "/health", "/health/north", "/health/north/browse", "/api/v1/status",
                 "/api/v1/regions", "/api/v1/nodes?limit=500", "/api/v1/signals/witnesses/away", "/api/v1/nothing"]
        paths += [f"/api/v1/nodes/{node}" for node in nodes] + [f"/api/v1/nodes/{node}/tree" for node in nodes]
        paths += [f"/api/v1/signals/page@north/{signal}" for signal in (*REASONS, "host", "sent")]
        for path in paths:
            answer = daemon.get(path)
            self.hidden(path, answer.text + json.dumps(answer.headers))
        self.hidden("/api/v1/events", self.first_events(daemon))

    def first_events(self, daemon):
        """A second of them: each signal runs five times in it."""
        return subprocess.run(["curl", "-sN", "--max-time", "1", f"{daemon.url}/api/v1/events"], capture_output=True,
                              text=True, timeout=10).stdout

    def everything_is_said_and_nothing_shown(self, log_format):
        daemon = self.started(log_format)
        self.assertEqual(401, self.push(daemon, OPERATOR, {"said": PUSH}).status)
        for body in ({"said": PUSH}, {"state": "unhealthy", "detail": f"my token is {PUSH}"}, {"state": PUSH}):
            self.hidden("a push", self.push(daemon, PUSH, body).text)
        self.look_everywhere(daemon)
        self.assertIn("***", daemon.get("/api/v1/signals/page@north/path").text)

        reload = [f"{daemon.url}/api/v1/reload", None]
        operator = {"Authorization": f"Bearer {OPERATOR}"}
        self.assertEqual(200, ask("POST", *reload, headers=operator).status)
        daemon.model_file.write_text(MODEL.replace("witnesses:", BROKEN + "witnesses:").format(url=self.url))
        refused = ask("POST", *reload, headers=operator)
        self.assertEqual(422, refused.status)
        self.hidden("a refused reload", refused.text)
        self.look_everywhere(daemon)
        self.assertEqual(0, daemon.process.stop())
        self.hidden("the log", daemon.process.output())
        return daemon

    def test_with_a_log_of_text(self):
        self.everything_is_said_and_nothing_shown("text")
        seen = "\n".join(" ".join(request) for request in Parrot.seen)
        for secret in (ENV, FILE, CREDENTIAL, PATH):
            self.assertIn(secret, seen, "the targets must get what is hidden from everybody else")

    def test_with_a_log_of_json(self):
        self.everything_is_said_and_nothing_shown("json")

    def check(self, model):
        settings = self.file("check-settings.yaml", SETTINGS.format(format="text"))
        return subprocess.run([BIN / "healthmodeld", "check", self.file("check.yaml", model), "--settings", settings],
                              capture_output=True, text=True, timeout=20, env={**os.environ, **self.environment})

    def test_check_shows_none_of_a_good_model_nor_of_a_broken_one(self):
        good = self.check(MODEL.format(url=self.url))
        self.assertEqual(0, good.returncode, good.stderr)
        self.hidden("check", good.stdout + good.stderr)

        broken = self.check(MODEL.replace("witnesses:", BROKEN + "witnesses:").format(url=self.url))
        self.assertEqual(2, broken.returncode)
        self.hidden("check of a broken model", broken.stdout + broken.stderr)
        for line in ("this is no URL", "this is no address", "a condition cannot come from", "a token has 16",
                     "an expected status cannot come from", 'the file "no-such-file" cannot be opened'):
            self.assertIn(line, broken.stderr)


if __name__ == "__main__":
    unittest.main()
