"""Clients that flood, dawdle, babble and never read, on both kinds of listener. Balancers are answered in time all the
while, the probes go on, and the memory that it costs is bounded and not kept.
"""

import contextlib
import os
import re
import sys
import threading
import time
import unittest

from support import hostile_clients as hostile
from support.case import BIN, Scenario
from support.healthmodel import AGENT_PORT, LB_PORT, SERVE_PORT, Daemon
from support.network import accepts, free_address
from support.nginx import Nginx
from support.poller import Poller
from support.processes import pause
from support.waiting import wait_until

P99_LIMIT_MS = 500       # of /health for balancers; measured: 0.4 to 60, on two cores that the clients share
LATEST_MS = 3000         # a lost SYN costs 1 s, and nobody can help that
CONNECTIONS = 4096       # http::limits::connections
GROWTH_MIB = 120         # both listeners full: 50; 64 MiB of answers that nobody takes
FLAT_MIB = 8             # what a second time may cost more than the first
SANITIZED = "asan" in str(BIN) or "tsan" in str(BIN)
GATE_PORT = 8650
COMPONENTS = 300         # enough for a page of metrics of more than a megabyte
ASK = b"GET /health/north HTTP/1.1\r\nHost: x\r\n\r\n"

MODEL_HEAD = """\
model: shop
regions: {{ north: {{}}, south: {{}} }}
defaults: {{ signal: {{ every: 1s, timeout: 900ms }} }}
flows: {{ browse: {{ needs: [page] }} }}
components:
  page: {{ signals: {{ answers: {{ http: {{ url: "{url}/" }} }} }} }}
"""
BULK = "  c{n}: {{ signals: {{ answers: {{ tcp: \"{address}\", every: 2s }} }} }}\n"

# What is said, and how the answer to it begins (empty: the connection is closed without one).
NONSENSE = {
    "a TLS hello": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200), "HTTP/1.1 400"),
    "another protocol": (b"SSH-2.0-OpenSSH_9.2\r\n\r\n", "HTTP/1.1 400"),
    "HTTP/2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "HTTP/1.1 400"),
    "an unknown method": (b"BREW /health/north HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 405"),
    "a method that is none": (b"G\x00T /health HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 400"),
    "CONNECT": (b"CONNECT example.com:443 HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 40"),
    "a target that climbs": (b"GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 40"),
    "an encoded one": (b"GET /health/%2e%2e%2fetc HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 400"),
    "an encoded NUL": (b"GET /health/nor%00th HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 400"),
    "half an escape": (b"GET /health/north%f HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 400"),
    "a long target": (b"GET /" + b"x" * 5000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 414"),
    "1 MB of headers": (b"GET / HTTP/1.1\r\n" + b"X-Field: " + b"x" * 1_000_000 + b"\r\n\r\n", "HTTP/1.1 431"),
    "10,000 headers": (b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 10_000 + b"\r\n", "HTTP/1.1 431"),
    "a large body": (b"POST /health HTTP/1.1\r\nHost: x\r\nContent-Length: 9999999\r\n\r\n", "HTTP/1.1 413"),
    "two lengths": (b"GET /health HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx", "HTTP/1.1 400"),
    "a negative length": (b"GET /health HTTP/1.1\r\nContent-Length: -1\r\n\r\n", "HTTP/1.1 400"),
    "a length and chunks": (b"POST /health HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                            "HTTP/1.1 400"),
    "a bad chunk": (b"POST /health HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", "HTTP/1.1 400"),
}


class HostileClients(Scenario):
    def setUp(self):
        super().setUp()
        hostile.allow_many_descriptors()
        nginx = Nginx(self)
        model = MODEL_HEAD.format(url=nginx.url)
        model += "".join(BULK.format(n=n, address=nginx.url.removeprefix("http://")) for n in range(COMPONENTS))
        address = free_address((SERVE_PORT, LB_PORT, AGENT_PORT, GATE_PORT))
        self.serve, self.lb, self.agent = ((address, port) for port in (SERVE_PORT, LB_PORT, AGENT_PORT))
        listeners = (f'  - {{ listen: "{address}:{AGENT_PORT}", serves: agent }}\n'
                     f'  - {{ listen: "{address}:{GATE_PORT}", serves: tcp, pinned: north }}\n')
        self.daemon = Daemon(self, model, listeners, address=address)
        self.daemon.until_ready()
        self.daemon.until_state("browse", "healthy", 20)

    @contextlib.contextmanager
    def answered_in_time(self, what):
        """Balancers are, while it goes on, and the memory that it costs is told."""
        before = self.daemon.process.resident_mib()
        runs = self.runs()
        poller = Poller(self, f"poller-{what.replace(' ', '-').replace(',', '')}", 0.01, f"{self.daemon.lb_url}/health/north")
        began = time.monotonic()
        with self.memory_watched() as most:
            yield
            pause(max(0, 3 - (time.monotonic() - began)))
        during = most[0]
        seen = poller.report()
        print(f"\n  {what}: {seen['asked']} asked, p50 {seen['p50_ms']:.1f} ms, p99 {seen['p99_ms']:.1f} ms, longest"
              f" {seen['max_ms']:.0f} ms; memory {before:.1f}, at most {during:.1f} MiB", file=sys.stderr)
        self.assertEqual({"200": seen["asked"]}, seen["statuses"], seen["failures"])
        self.assertGreater(seen["asked"], 50)
        if not SANITIZED:
            self.assertLess(seen["p99_ms"], P99_LIMIT_MS)
            self.assertLess(seen["max_ms"], LATEST_MS)
            self.assertLess(during - before, GROWTH_MIB)
        wait_until(lambda: self.runs() > runs, 20, "probes go on")
        self.daemon.until_state("page@north", "healthy", 20)

    @contextlib.contextmanager
    def memory_watched(self):
        """The most that it had, in MiB."""
        most, end = [0], threading.Event()

        def watch():
            while not end.wait(0.05):
                most[0] = max(most[0], self.daemon.process.resident_mib())

        thread = threading.Thread(target=watch, daemon=True)
        thread.start()
        try:
            yield most
        finally:
            end.set()
            thread.join()

    def runs(self):
        return self.daemon.metric("healthmodel_probe_results_total", signal="page@north/answers", reason="ok")

    def test_10000_idle_connections_to_the_page(self):
        with self.answered_in_time("10,000 idle on serve"), hostile.idle(self.serve, 10_000) as connections:
            self.assertEqual(200, self.daemon.get("/readyz").status, "a newcomer is let in")
            wait_until(lambda: hostile.still_open(connections) <= CONNECTIONS, 20, "no more are kept than are granted")

    def test_10000_idle_connections_to_the_balancers_own(self):
        with self.answered_in_time("10,000 idle on lb"), hostile.idle(self.lb, 10_000):
            pass

    def test_10000_idle_connections_to_the_agent(self):
        with self.answered_in_time("10,000 idle on agent"), hostile.idle(self.agent, 10_000):
            for question, answer in ((b"north\n", "up 100%\n"), (b"mars\n", ""), (b"x" * 100_000, ""), (b"\x16\x03\x01\n", "")):
                self.assertEqual(answer, hostile.first_line(self.agent, question))
        self.assertEqual("up 100%\n", hostile.first_line(self.agent, b"north/browse\n"))

    def test_floods_of_an_agent_and_a_gate(self):
        gate = (self.daemon.address, GATE_PORT)
        with self.answered_in_time("floods of agent and gate"), hostile.again_and_again(self.agent, b"north\n" * 1000) as rounds, \
                hostile.again_and_again(gate, b"x" * 4096):
            wait_until(lambda: rounds[0] > 200, 20, "the agent answers")
            self.assertTrue(accepts(*gate))

    def test_memory_is_not_kept(self):
        def wave():
            with hostile.idle(self.serve, CONNECTIONS), hostile.idle(self.lb, CONNECTIONS):
                pause(0.5)
                return self.daemon.process.resident_mib()

        begun, first, *others = [self.daemon.process.resident_mib(), *(wave() for _ in range(4))]
        print(f"\n  memory {begun:.1f} MiB, with 2 x {CONNECTIONS} connections {first:.1f}, and again"
              f" {', '.join(f'{m:.1f}' for m in others)}", file=sys.stderr)
        if not SANITIZED:
            self.assertLess(max(others) - first, FLAT_MIB)
        wait_until(lambda: len(os.listdir(f"/proc/{self.daemon.process.pid}/fd")) < 200, 20, "the descriptors are free again")

    def test_slow_readers_of_the_metrics(self):
        with self.answered_in_time("500 do not read the metrics"), \
                hostile.saying(self.serve, 500, b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"):
            self.assertEqual(200, self.daemon.get("/readyz").status)

    def test_bodies_that_do_not_end(self):
        half = b"POST /health/north HTTP/1.1\r\nHost: x\r\nContent-Length: 65000\r\n\r\n" + b"x" * 60_000
        with self.answered_in_time("2 x 3000 half a body"), hostile.saying(self.lb, 3000, half), \
                hostile.saying(self.serve, 3000, half):
            self.assertEqual(200, self.daemon.get("/readyz").status)

    def test_what_one_request_needed_is_given_back_when_it_is_over(self):
        whole = b"POST /health/north HTTP/1.1\r\nHost: x\r\nContent-Length: 65000\r\n\r\n" + b"x" * 65_000
        with self.answered_in_time("2 x 3000 idle after a body"), hostile.saying(self.lb, 3000, whole), \
                hostile.saying(self.serve, 3000, whole):
            pause(0.5)

    def test_subscribers_that_do_not_read(self):
        with self.answered_in_time("400 do not read events"), \
                hostile.saying(self.serve, 400, b"GET /api/v1/events HTTP/1.1\r\nHost: x\r\n\r\n"):
            self.assertEqual(200, self.daemon.get("/readyz").status)

    def test_half_sent_requests(self):
        half = b"GET /health/north HTTP/1.1\r\nHost"
        with self.answered_in_time("2 x 5000 half a request"), hostile.saying(self.lb, 5000, half), \
                hostile.saying(self.serve, 5000, half):
            self.assertEqual(200, self.daemon.get("/readyz").status)

    def test_pipelines_that_nobody_reads(self):
        with self.answered_in_time("1000 pipelines unread"), hostile.saying(self.lb, 1000, ASK * 1000), \
                hostile.saying(self.serve, 100, ASK * 1000):
            self.assertEqual(200, self.daemon.get("/readyz").status)

    def test_a_flood_of_nonsense(self):
        texts = [text for text, _ in NONSENSE.values()] + [ASK * 200]
        with self.answered_in_time("a flood of nonsense"), contextlib.ExitStack() as stack:
            for text in texts:
                for server in (self.lb, self.serve):
                    stack.enter_context(hostile.again_and_again(server, text))

    def test_nonsense_is_refused_with_the_right_status(self):
        for what, (text, begins) in NONSENSE.items():
            for port, server in (("lb", self.lb), ("serve", self.serve)):
                with self.subTest(what, port=port):
                    self.assertTrue(hostile.first_line(server, text).startswith(begins), hostile.first_line(server, text))

    def test_pipelined_requests_are_answered_in_order(self):
        for server in (self.lb, self.serve):
            with hostile.connect(server) as connection:
                connection.sendall(ASK * 300 + b"GET /nowhere HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                answer = b""
                while part := connection.recv(1 << 16):
                    answer += part
            statuses = re.findall(rb"HTTP/1.1 (\d+) ", answer)
            self.assertEqual([b"200"] * 300, statuses[:-1])
            self.assertIn(statuses[-1], (b"400", b"404"))


class FewDescriptors(Scenario):
    """Where the system grants 1024 descriptors, nobody can take them from the probes."""

    def test_probes_go_on(self):
        hostile.allow_many_descriptors()
        daemon = Daemon(self, MODEL_HEAD.format(url=Nginx(self).url), prefix=["prlimit", "--nofile=1024:1024"])
        daemon.until_ready()
        with hostile.idle((daemon.address, SERVE_PORT), 1500), hostile.idle((daemon.address, LB_PORT), 1500):
            pause(3)
            self.assertEqual(200, daemon.verdict("north")[0])
            reasons = {o["reason"] for o in daemon.signal("page@north", "answers")["observations"]}
            self.assertNotIn("prober_error", reasons)
        self.assertEqual([], daemon.events("accept_failed"))


if __name__ == "__main__":
    unittest.main()
