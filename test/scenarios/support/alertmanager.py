"""A real Alertmanager, and who its notices and our webhooks go to."""

import hashlib
import hmac
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from support.network import free_address
from support.waiting import wait_until
from support.web import get

PORT = 9093

CONFIGURATION = """\
route: {{ receiver: people, group_by: ["..."], group_wait: 1s, group_interval: 1s, repeat_interval: 24h }}
receivers:
  - name: people
    webhook_configs: [ {{ url: "{people}", send_resolved: true }} ]
"""


class Receiver:
    """Takes JSON that is posted, in a thread of the test; refuses it with `status` while that is not 200."""

    def __init__(self, scenario):
        self.bodies, self.refused, self.status = [], 0, 200
        self.requests = []  # (headers, raw body)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        scenario.addCleanup(self._server.server_close)
        scenario.addCleanup(self._server.shutdown)

    @property
    def url(self):
        return "http://{}:{}/".format(*self._server.server_address)

    def is_signed(self, key):
        """Whether the last request was, with this key."""
        headers, body = self.requests[-1]
        message = headers["X-Healthmodel-Timestamp"].encode() + b"." + body
        return headers["X-Healthmodel-Signature"] == "sha256=" + hmac.new(key.encode(), message, hashlib.sha256).hexdigest()

    def _handler(self):
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if receiver.status == 200:
                    receiver.requests.append((self.headers, body))
                    receiver.bodies.append(json.loads(body))
                else:
                    receiver.refused += 1
                self.send_response(receiver.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        return Handler


class Alertmanager:
    def __init__(self, scenario):
        self.people = Receiver(scenario)
        self.address = free_address((PORT,))
        self._configuration = scenario.file(f"alertmanager-{self.address}.yml", CONFIGURATION.format(people=self.people.url))
        self._start = lambda: scenario.start(
            ["/usr/bin/prometheus-alertmanager", f"--config.file={self._configuration}",
             f"--storage.path={scenario.directory}/alertmanager-{self.address}", "--cluster.listen-address=",
             f"--web.listen-address={self.address}:{PORT}"], f"alertmanager-{self.address}")
        self.start()

    def start(self):
        self.process = self._start()
        wait_until(lambda: get(f"{self.url}/-/ready").status == 200, 60, "Alertmanager is ready")

    @property
    def url(self):
        return f"http://{self.address}:{PORT}"

    def alerts(self):
        """Labels of each alert that it has."""
        return [a["labels"] for a in get(f"{self.url}/api/v2/alerts").json()]

    def told(self):
        """(status, alertname, node) of each alert in what people were told, in order."""
        return [(a["status"], a["labels"]["alertname"], a["labels"].get("node", ""))
                for body in self.people.bodies for a in body["alerts"]]
