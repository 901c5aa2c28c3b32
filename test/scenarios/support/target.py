"""A service of a region, in a thread of the test: it answers what the test wants it to, from the next request on."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from support.healthmodel import AT_ONCE

# What a model asks of it: two is degraded, any other status than 200 a failure.
SIGNAL = '{{ http: {{ url: "http://{at}/" }}, degraded: body.load >= 2, every: 1s, timeout: 500ms, rise: 1, fall: 2 }}'

SLOWEST_S = 60


class Service:
    """`name` stands in its answers, for users to see who served them. /slow is answered once `finish_slow` is set."""

    def __init__(self, scenario, name="", address="127.0.0.1"):
        self.name, self.load, self.status = name, 1, 200
        self.slow_requests, self.finish_slow = 0, threading.Event()
        self._server = ThreadingHTTPServer((address, 0), self._handler())
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        scenario.addCleanup(self._server.server_close)
        scenario.addCleanup(self._server.shutdown)

    def be(self, state):
        """healthy, degraded or unhealthy."""
        self.load, self.status = (2 if state == "degraded" else 1), (500 if state == "unhealthy" else 200)

    @property
    def at(self):
        return "{}:{}".format(*self._server.server_address)

    def _handler(self):
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                if self.path == "/slow":
                    service.slow_requests += 1
                    service.finish_slow.wait(SLOWEST_S)
                body = json.dumps({"load": service.load, "name": service.name}).encode()
                self.send_response(service.status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        return Handler


def model_of(services, minor=None):
    """A model with the flow browse, which is watched in each region; `services` by region. `minor`: a second service that browse needs
    less: without it a region is degraded with the score 0.6, and takes 80 % of its share."""
    variables = {region: [f'api: "{service.at}"'] for region, service in services.items()}
    for region, service in (minor or {}).items():
        variables[region].append(f'db: "{service.at}"')
    regions = ", ".join(f"{region}: {{ vars: {{ {', '.join(v)} }} }}" for region, v in variables.items())
    needs = "needs: [{ name: api, weight: 3 }, { name: db, weight: 2 }], rollup: weighted" if minor else "needs: [api]"
    components = "".join(f"  {name}: {{ signals: {{ answers: {SIGNAL.format(at='${region.' + name + '}')} }} }}\n"
                         for name in (["api", "db"] if minor else ["api"]))
    return f"model: shop\nregions: {{ {regions} }}\nflows: {{ browse: {{ {needs} }} }}\ncomponents:\n{components}{AT_ONCE}"
