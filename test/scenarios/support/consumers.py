"""Those who ask for verdicts and cannot be run here: the bytes that each of them sends, and what each makes of the bytes
that come back. Sources: shared notes load-balancers.md, section 1, and what the programs' own sources say; what is only
known from their logs is marked.

A consumer makes "up", "degraded" or "down" of an answer. Who knows no degraded makes "up" of it. Each checks as strictly as it
may: it reads the head by the letter, believes Content-Length, and those that wait for the end of the connection do so.
"""

import re
import socket
import time
from dataclasses import dataclass, field

UP, DEGRADED, DOWN = "up", "degraded", "down"
TCHAR = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


class Malformed(AssertionError):
    """What came back is no HTTP answer, or not one to this request."""


@dataclass(frozen=True)
class Answer:
    version: str
    status: int
    headers: dict  # names in lower case
    body: bytes
    closed: bool   # the daemon ended the connection after it
    took_s: float


def head_of(raw):
    """(version, status, headers) by the letter: CRLF, no folding, no header without a value, none twice."""
    lines = raw.decode("ascii").split("\r\n")
    status_line = re.fullmatch(r"(HTTP/1\.[01]) ([1-5][0-9][0-9]) [ -~]*", lines[0])
    if not status_line:
        raise Malformed(f"no status line: {lines[0]!r}")
    headers = {}
    for line in lines[1:]:
        name, colon, value = line.partition(": ")
        if not colon or not TCHAR.fullmatch(name) or not re.fullmatch(r"[ -~]+", value) or value != value.strip():
            raise Malformed(f"no header: {line!r}")
        if name.lower() in headers:
            raise Malformed(f"twice: {name}")
        headers[name.lower()] = value
    return status_line.group(1), int(status_line.group(2)), headers


class Connection:
    """One connection to the daemon, on which bytes are sent as they are."""

    def __init__(self, address, port, limit_s=5):
        self._socket = socket.create_connection((address, port), timeout=limit_s)
        self._rest = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._socket.close()

    def ask(self, request, limit_s, to_the_end=False):
        """Sends, and reads one answer; `to_the_end`: until the daemon closes, which it must do within the limit."""
        began = time.monotonic()
        self._socket.settimeout(limit_s)
        self._socket.sendall(request)
        raw = self._until(lambda got: b"\r\n\r\n" in got)
        head, _, self._rest = raw.partition(b"\r\n\r\n")
        version, status, headers = head_of(head)
        length = 0 if request.startswith(b"HEAD ") else int(headers["content-length"])
        if "transfer-encoding" in headers or "content-encoding" in headers:
            raise Malformed("nobody asked for an encoding")
        self._until(lambda got: len(got) >= length)
        body, self._rest = self._rest[:length], self._rest[length:]
        closed = to_the_end and self._ends()
        if self._rest:
            raise Malformed(f"beyond the answer: {self._rest[:80]!r}")
        return Answer(version, status, headers, body, closed, time.monotonic() - began)

    def _until(self, enough):
        while not enough(self._rest):
            part = self._socket.recv(65536)
            if not part:
                raise Malformed(f"the connection ended within the answer: {self._rest[:200]!r}")
            self._rest += part
        return self._rest

    def _ends(self):
        while part := self._socket.recv(65536):  # a reset raises, too late as well
            self._rest += part
        return True


def status_in(*ranges):
    return lambda answer: any(low <= answer.status <= high for low, high in ranges)


exactly_200 = status_in((200, 200))


def envoy(answer):
    """Its degraded header counts by its presence, on an expected answer alone."""
    if answer.status != 200:
        return DOWN
    if answer.headers.get("x-envoy-upstream-healthchecked-cluster") is None:
        return DOWN  # service_name_matcher
    return DEGRADED if "x-envoy-degraded" in answer.headers else UP


@dataclass(frozen=True)
class Consumer:
    name: str
    request: str           # {path}, {host} are filled in; the rest is as it is sent
    accepts: object        # Answer → truth, or one of the three words
    limit_s: float         # how long it waits for all of it
    waits_for_the_end: bool = False  # it takes an answer only when the connection ends
    keeps: bool = False    # it asks again on the same connection
    reads: int = 1 << 20   # bytes of the body that it looks at
    expects: bytes = b""   # which must stand within them
    knows_degraded: bool = False
    pinned: bool = False   # it cannot choose a path
    parameters: str = ""
    at_degraded: str = field(default=UP)

    def bytes_for(self, region, host):
        path = "/" if self.pinned else f"/health/{region}{self.parameters}"
        return self.request.format(path=path, host=host).replace("\n", "\r\n").encode()

    def verdict(self, answer):
        if answer.took_s > self.limit_s or (self.waits_for_the_end and not answer.closed):
            return DOWN
        if self.expects and self.expects not in answer.body[:self.reads]:
            return DOWN
        made = self.accepts(answer)
        return made if made in (UP, DEGRADED, DOWN) else UP if made else DOWN

    def expected(self, verdict):
        if verdict != DEGRADED:
            return verdict
        return DEGRADED if self.knows_degraded else self.at_degraded


GO = "GET {path} HTTP/1.1\nHost: {host}\nUser-Agent: Go-http-client/1.1\n"

CONSUMERS = [
    # health_checker_impl.cc: :path, :authority, user-agent; the HTTP/1 codec writes names in lower case.
    Consumer("Envoy", "GET {path} HTTP/1.1\nhost: regions\nuser-agent: Envoy/HC\n\n", envoy, 1, keeps=True, knows_degraded=True),
    Consumer("Envoy with a payload", "GET {path} HTTP/1.1\nhost: regions\nuser-agent: Envoy/HC\n\n", envoy, 1, keeps=True,
             knows_degraded=True, reads=1024, expects=b"serve=yes"),
    # From the documentation: HEAD or GET, the user agent; connections are kept or not.
    Consumer("Azure Front Door by HEAD", "HEAD {path} HTTP/1.1\nHost: {host}\nUser-Agent: Edge Health Probe\n\n", exactly_200, 5),
    Consumer("Azure Front Door by GET", "GET {path} HTTP/1.1\nConnection: Keep-Alive\nHost: {host}\nUser-Agent: Edge Health Probe\n\n",
             exactly_200, 5, keeps=True),
    Consumer("Azure Traffic Manager", "GET {path} HTTP/1.1\nHost: {host}\nUser-Agent: Azure Traffic Manager Endpoint Monitor\n"
             "Connection: Close\n\n", exactly_200, 9),
    # From logs. The status within 2 s, then the body within 2 s, of which it reads 5,120 bytes.
    Consumer("Route 53", "GET {path} HTTP/1.1\nHost: {host}\nUser-Agent: Amazon-Route53-Health-Check-Service (ref "
             "b5996862-d894-4595-88da-7940808e9665; report http://amzn.to/1vsZADi)\nAccept: */*\nAccept-Encoding: *\n\n",
             status_in((200, 399)), 2),
    Consumer("Route 53 with a string", "GET {path} HTTP/1.1\nHost: {host}\nUser-Agent: Amazon-Route53-Health-Check-Service (ref "
             "b5996862-d894-4595-88da-7940808e9665; report http://amzn.to/1vsZADi)\nAccept: */*\nAccept-Encoding: *\n\n",
             status_in((200, 399)), 2, reads=5120, expects=b"serve=yes"),
    # From logs. The Host is the target's address.
    Consumer("ALB", "GET {path} HTTP/1.1\nHost: {host}\nConnection: close\nUser-Agent: ELB-HealthChecker/2.0\n"
             "Accept-Encoding: gzip, compressed\n\n", exactly_200, 5, waits_for_the_end=True),
    # The Host is an address of the balancer's own node, which we have never heard of.
    Consumer("NLB", "GET {path} HTTP/1.1\nHost: 10.11.12.13\nConnection: close\nUser-Agent: ELB-HealthChecker/2.0\n"
             "Accept-Encoding: gzip, compressed\n\n", status_in((200, 399)), 6),
    # ngx_http_upstream_hc_module uses the location's proxy_* directives, whose defaults these are.
    Consumer("nginx Plus", "GET {path} HTTP/1.0\nHost: regions\nConnection: close\n\n", status_in((200, 399)), 5,
             waits_for_the_end=True),
    # cache_backend_probe.c, vbp_build_req and vbp_poke: it reads until we close, or it counts as failed.
    Consumer("Varnish", "GET {path} HTTP/1.1\nHost: {host}\nConnection: close\n\n", exactly_200, 2, waits_for_the_end=True),
    # Go's net/http, which both use, with its own compression.
    Consumer("Caddy", GO + "Accept-Encoding: gzip\n\n", status_in((200, 299)), 5, keeps=True, expects=b"serve=yes"),
    Consumer("Traefik", GO + "Accept-Encoding: gzip\n\n", status_in((200, 399)), 5, keeps=True),
    # minicurl.cc over libcurl.
    Consumer("PowerDNS", "GET {path} HTTP/1.1\nHost: {host}\nUser-Agent: PowerDNS Authoritative Server\nAccept: */*\n\n", exactly_200, 2,
             expects=b"serve=yes"),
    # http_status.c reads "HTTP/1.x NNN " and not a byte more.
    Consumer("gdnsd", "GET {path} HTTP/1.0\nUser-Agent: gdnsd-monitor\n\n", exactly_200, 5, pinned=True),
    # As HAProxy 2.6.12 sends it: the default of `option httpchk`.
    Consumer("HAProxy", "OPTIONS {path} HTTP/1.0\n\n", status_in((200, 399)), 2, pinned=True),
    Consumer("Google Cloud", "GET {path} HTTP/1.1\nHost: {host}\nUser-Agent: GoogleHC/1.0\nConnection: Keep-alive\n\n", exactly_200, 5,
             keeps=True),
    # agent/checks: 429 is a warning.
    Consumer("Consul", GO + "Accept: text/plain, text/*, */*\nAccept-Encoding: gzip\nConnection: close\n\n",
             lambda a: DEGRADED if a.status == 429 else 200 <= a.status <= 299, 10, parameters="?on_degraded=warn", knows_degraded=True),
    # Who should send nobody to a degraded region says so.
    Consumer("Kubernetes' style, strict", GO + "Accept: */*\nConnection: close\n\n", status_in((200, 399)), 1, waits_for_the_end=True,
             parameters="?on_degraded=fail", at_degraded=DOWN),
]
