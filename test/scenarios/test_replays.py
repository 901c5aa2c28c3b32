"""What balancers send, byte for byte, on real connections to the real daemon, and what they make of its answers."""

import contextlib
import re
import socket
import unittest

from support.case import Scenario
from support.consumers import CONSUMERS, DEGRADED, DOWN, UP, Connection, Malformed, head_of
from support.healthmodel import LB_PORT, SERVE_PORT, Daemon
from support.network import accepts, free_address
from support.processes import pause
from support.target import Service, model_of
from support.waiting import wait_until

REGIONS = {"westeurope": UP, "northeurope": DEGRADED, "eastus": DOWN}
STATES = {UP: "healthy", DEGRADED: "degraded", DOWN: "unhealthy"}
PINNED = {region: 8650 + n for n, region in enumerate(REGIONS)}
GATES = {region: 8660 + n for n, region in enumerate(REGIONS)}
SETTLED_S = 60  # down is told after its dwell, the first time
ENVOY_IDLE_S = 61  # between two checks of a cluster without traffic


class Replays(Scenario):
    """Three regions that stay as they are: one is up, one degraded, one down."""

    @classmethod
    def setUpClass(cls):
        cls.shared = cls("run_nothing")
        Scenario.setUp(cls.shared)
        services = {}
        for region, verdict in REGIONS.items():
            services[region] = Service(cls.shared)
            services[region].be(STATES[verdict])
        address = free_address((SERVE_PORT, LB_PORT, *PINNED.values(), *GATES.values()))
        more = "".join(f'  - {{ listen: "{address}:{port}", serves: {what}, pinned: {region} }}\n'
                       for what, ports in (("lb", PINNED), ("tcp", GATES)) for region, port in ports.items())
        cls.daemon = Daemon(cls.shared, model_of(services), more, address=address)
        cls.daemon.until_ready()
        for region, verdict in REGIONS.items():
            wait_until(lambda region=region, verdict=verdict: f" verdict={verdict} " in cls.daemon.verdict(region)[1], SETTLED_S,
                       f"{region} is {verdict}")

    @classmethod
    def tearDownClass(cls):
        cls.shared.doCleanups()

    def run_nothing(self):
        pass

    def port(self, consumer, region):
        return PINNED[region] if consumer.pinned else LB_PORT

    # --- what each of them makes of it

    def test_each_makes_of_every_verdict_what_is_meant(self):
        for consumer in CONSUMERS:
            for region, verdict in REGIONS.items():
                port = self.port(consumer, region)
                request = consumer.bytes_for(region, f"{self.daemon.address}:{port}")
                with self.subTest(consumer=consumer.name, region=region):
                    with Connection(self.daemon.address, port) as connection:
                        for _ in range(3 if consumer.keeps else 1):
                            answer = connection.ask(request, consumer.limit_s, consumer.waits_for_the_end)
                            self.assertEqual(consumer.expected(verdict), consumer.verdict(answer), answer)

    def test_no_checker_takes_what_is_only_nearly_an_answer(self):
        for nearly in (b"HTTP/1.1 200\r\ncontent-length: 0\r\n\r\n", b"HTTP/1.1 200 OK\ncontent-length: 0\n\n",
                       b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nserve=yes and more",
                       b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\nserve=yes",
                       b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\ncontent-length: 0\r\n\r\n",
                       b"HTTP/1.1 503 Service Unavailable\r\nx-envoy-degraded: true\r\ncontent-length: 9\r\n\r\nserve=yes",
                       b"HTTP/1.1 400 Bad Request\r\ncontent-length: 9\r\n\r\nserve=yes", b""):
            self.assertEqual({DOWN}, {self.made_of(consumer, nearly) for consumer in CONSUMERS}, nearly)

    def test_what_we_never_answer_would_be_good_to_some(self):
        for never in (b"HTTP/1.1 204 No Content", b"HTTP/1.1 301 Moved Permanently", b"HTTP/1.1 304 Not Modified"):
            made = {self.made_of(consumer, never + b"\r\ncontent-length: 0\r\n\r\n") for consumer in CONSUMERS}
            self.assertEqual({UP, DOWN}, made, never)

    def made_of(self, consumer, raw):
        """What a consumer makes of these bytes, after which the connection ends."""
        with socket.create_server(("127.0.0.1", 0)) as server:
            with Connection(*server.getsockname()) as connection:
                peer, _ = server.accept()
                peer.sendall(raw)
                peer.shutdown(socket.SHUT_WR)
                with peer, contextlib.suppress(Malformed, OSError):
                    return consumer.verdict(connection.ask(consumer.bytes_for("eu", "x"), 2, True))
        return DOWN

    def test_tcp_alone_tells_who_takes_traffic(self):
        for region, verdict in REGIONS.items():
            self.assertEqual(verdict != DOWN, accepts(self.daemon.address, GATES[region]), region)

    # --- what is the same for all

    def raw(self, request, port=LB_PORT):
        """All that comes back until the daemon closes."""
        with socket.create_connection((self.daemon.address, port), timeout=5) as connection:
            connection.sendall(request)
            return b"".join(iter(lambda: connection.recv(65536), b""))

    def test_the_three_methods_have_the_same_head(self):
        def head(method, path, version, more=""):
            raw = self.raw(f"{method} {path} HTTP/{version}\r\n{more}Connection: close\r\n\r\n".encode())
            _, status, headers = head_of(raw.partition(b"\r\n\r\n")[0])
            for changing in ("date", "x-health-age-ms"):
                headers.pop(changing, None)
            return status, headers

        for path in [f"/health/{region}{flow}" for region in REGIONS for flow in ("", "/browse")] + ["/health", "/health/mars", "/x"]:
            first = head("GET", path, "1.1", "Host: x\r\n")
            self.assertIn(first[0], (200, 503, 400), path)
            for method in ("GET", "HEAD", "OPTIONS"):
                for version, more in (("1.0", ""), ("1.1", "Host: x\r\n"), ("1.1", "")):
                    self.assertEqual(first, head(method, path, version, more), (path, method, version, more))

    def test_conditions_ranges_and_expectations_change_nothing(self):
        for header in ("If-None-Match: *", "If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT", "Range: bytes=0-4", "Expect: 100-continue",
                       "If-Match: \"x\"", "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__", "TE: trailers", "Accept: image/png",
                       "Accept-Encoding: gzip", "X-HTTP-Method-Override: DELETE"):
            for region, verdict in REGIONS.items():
                raw = self.raw(f"GET /health/{region} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{header}\r\n\r\n".encode())
                head, _, body = raw.partition(b"\r\n\r\n")
                self.assertEqual(503 if verdict == DOWN else 200, head_of(head)[1], header)
                self.assertTrue(body.startswith(b"serve=no " if verdict == DOWN else b"serve=yes "), header)

    def test_many_requests_at_once_are_answered_in_their_order(self):
        regions = [*REGIONS, "mars"] * 25
        pipeline = "".join(f"GET /health/{region} HTTP/1.1\r\nHost: x\r\n\r\n" for region in regions)
        raw = self.raw(pipeline.encode() + b"OPTIONS /health HTTP/1.1\r\nConnection: close\r\n\r\n")
        statuses = [int(status) for status in re.findall(rb"^HTTP/1.1 ([0-9]{3}) ", raw, re.M)]
        expected = {"westeurope": 200, "northeurope": 200, "eastus": 503, "mars": 400}
        self.assertEqual([expected[r] for r in regions] + [200], statuses)

    def test_http_1_0_is_kept_only_for_who_asks_for_it(self):
        with Connection(self.daemon.address, LB_PORT) as connection:
            for _ in range(3):
                answer = connection.ask(b"GET /health/westeurope HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", 2)
                self.assertEqual("keep-alive", answer.headers["connection"].lower())
            self.assertTrue(connection.ask(b"GET /health/westeurope HTTP/1.0\r\n\r\n", 2, True).closed)

    def test_a_kept_connection_outlives_envoys_longest_pause(self):
        with Connection(self.daemon.address, LB_PORT) as connection:
            request = b"GET /health/westeurope HTTP/1.1\r\nhost: regions\r\nuser-agent: Envoy/HC\r\n\r\n"
            self.assertEqual(200, connection.ask(request, 1).status)
            pause(ENVOY_IDLE_S)
            self.assertEqual(200, connection.ask(request, 1).status)


if __name__ == "__main__":
    unittest.main()
