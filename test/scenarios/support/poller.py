#!/usr/bin/python3
"""Asks addresses in turn, steadily, as a balancer or a scraper would, each time on a new connection, and writes down how
long each answer took. A process of its own, so that nothing that the test does delays it.

poller.py FILE EVERY_S URL…    until SIGTERM; then FILE has the report
"""

import json
import signal
import socket
import sys
import time
from urllib.parse import urlsplit

LIMIT_S = 10
MOST_LISTED = 50
LAST_BYTE_ONLY = 1 << 16


def ask(parts):
    """The status, once the whole answer is there."""
    with socket.create_connection((parts.hostname, parts.port), timeout=LIMIT_S) as connection:
        connection.sendall(f"GET {parts.path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        answer = connection.recv(LAST_BYTE_ONLY)
        status = int(answer.split(b" ", 2)[1])
        while connection.recv(LAST_BYTE_ONLY):
            pass
        return status


class Report:
    def __init__(self):
        self.took, self.statuses, self.failures = [], {}, []

    def add(self, url, began, status):
        took = time.monotonic() - began
        self.took.append(took)
        self.statuses[str(status)] = self.statuses.get(str(status), 0) + 1

    def failed(self, url, error):
        self.statuses["none"] = self.statuses.get("none", 0) + 1
        if len(self.failures) < MOST_LISTED:
            self.failures.append(f"{time.time():.3f} {url}: {error!r}")

    def write(self, file):
        ordered = sorted(self.took) or [0.0]
        at = lambda share: ordered[min(len(ordered) - 1, int(share * len(ordered)))]  # noqa: E731
        figures = {"asked": sum(self.statuses.values()), "statuses": self.statuses, "failures": self.failures,
                   "p50_ms": at(0.5) * 1000, "p99_ms": at(0.99) * 1000, "max_ms": ordered[-1] * 1000}
        with open(file, "w") as out:
            json.dump(figures, out)


def main(file, every_s, *urls):
    ended = []
    signal.signal(signal.SIGTERM, lambda *_: ended.append(True))
    report, due, turn = Report(), time.monotonic(), 0
    while not ended:
        url, turn = urls[turn % len(urls)], turn + 1
        began = time.monotonic()
        try:
            report.add(url, began, ask(urlsplit(url)))
        except (OSError, ValueError, IndexError) as error:
            report.failed(url, error)
        due = max(due + float(every_s), time.monotonic() - 1)
        time.sleep(max(0, due - time.monotonic()))
    report.write(file)


class Poller:
    """The same, as a process of a scenario."""

    def __init__(self, scenario, name, every_s, *urls):
        self._file = scenario.directory / f"{name}.json"
        self.process = scenario.start(["/usr/bin/python3", __file__, self._file, str(every_s), *urls], name)

    def report(self):
        """Ends it."""
        code = self.process.stop()
        assert code == 0, f"the poller ended with {code}: {self.process.output()}"
        return json.loads(self._file.read_text())


if __name__ == "__main__":
    main(*sys.argv[1:])
