"""Who answers, on a processor of its own: the answer thread of the daemon, which probes or not, and a worker of nginx."""

import os
import socket

from measuring import machine, model
from measuring.place import MEASURED_CORE, on
from measuring.targets import FIRST_PORT
from support.healthmodel import LB_PORT, Daemon
from support.network import accepts, free_address
from support.waiting import wait_until

START_LIMIT_S = 60
HOUR_MS = 3_600_000
SIGNALS = 2000
NGINX_PORT = 8642

NGINX = """\
daemon off;
master_process off;
pid {directory}/nginx-answers.pid;
error_log {directory}/nginx-answers-error.log;
events {{ worker_connections 4096; }}
http {{
    client_body_temp_path {directory}; proxy_temp_path {directory}; fastcgi_temp_path {directory};
    uwsgi_temp_path {directory}; scgi_temp_path {directory};
    access_log off;
    keepalive_requests 1000000000;
    server {{ listen {address}:{port} backlog=4096; location / {{ return 200 "{body}"; }} }}
}}
"""


class Healthmodeld:
    """The daemon with 2,000 signals. `every_ms`: how often each runs; an hour is never, once the first round is over."""

    path = "/health/r0"
    port = LB_PORT

    def __init__(self, place, targets, every_ms, name="healthmodeld"):
        text = model.text(SIGNALS, targets.networks, FIRST_PORT, every_ms, timeout_ms=1000)
        self.name, self.daemon = name, Daemon(place, text, name=name)
        self.daemon.until_ready(START_LIMIT_S)
        self.process, self.address = self.daemon.process, self.daemon.address
        self.thread = self._thread("hm-answer")
        os.sched_setaffinity(int(self.thread.name), {MEASURED_CORE})

    def _thread(self, name):
        return next(t for t in machine.threads(self.process.pid) if (t / "comm").read_text().strip() == name)

    @property
    def url(self):
        return f"http://{self.address}:{self.port}{self.path}"


class Nginx:
    """`return 200` in as many bytes, with its head, as somebody else answers in."""

    path, port, name = "/", NGINX_PORT, "nginx"

    def __init__(self, place, size):
        self.address = free_address((NGINX_PORT,))
        self._start(place, 100)
        missing = size - size_of_answer(self)
        if missing:
            self.process.stop()
            self._start(place, 100 + missing)
        self.thread = machine.threads(self.process.pid)[0]

    def _start(self, place, body):
        file = place.file("nginx-answers.conf", NGINX.format(
            directory=place.directory, address=self.address, port=NGINX_PORT, body="x" * body))
        self.process = place.start(
            [*on(MEASURED_CORE), "/usr/sbin/nginx", "-c", file, "-p", place.directory], "nginx-answers")
        wait_until(lambda: self.process.alive() and accepts(self.address, NGINX_PORT), START_LIMIT_S, "nginx listens")

    @property
    def url(self):
        return f"http://{self.address}:{self.port}{self.path}"


def size_of_answer(server):
    """In bytes, head and all."""
    with socket.create_connection((server.address, server.port), timeout=5) as s:
        s.sendall(f"GET {server.path} HTTP/1.1\r\nHost: {server.address}\r\nConnection: close\r\n\r\n".encode())
        return sum(map(len, iter(lambda: s.recv(65536), b"")))
