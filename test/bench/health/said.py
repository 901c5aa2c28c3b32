"""What the programs that ask say when they are done. Pure. All raise ValueError when it is no figure."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Requests:
    answered: int
    per_second: float

    def __str__(self):
        return f"{self.per_second:8,.0f}/s"


@dataclass(frozen=True)
class Paced:
    answered: int
    p50_ms: float
    p99_ms: float

    def __str__(self):
        return f"p50 {self.p50_ms:.2f} ms, p99 {self.p99_ms:.2f} ms"


def by_wrk(text):
    bad = re.findall(r"Non-2xx.*|Socket errors.*", text)
    if bad:
        raise ValueError(f"wrk: {'; '.join(bad)}")
    answered = re.search(r"^ *(\d+) requests in ", text, re.MULTILINE)
    per_second = re.search(r"^Requests/sec: +([\d.]+)", text, re.MULTILINE)
    if not answered or not per_second or int(answered[1]) == 0:
        raise ValueError(f"wrk says nothing of its requests: {text!r}")
    return Requests(int(answered[1]), float(per_second[1]))


def by_paced(text):
    asked, failed, p50_us, p99_us = text.split()
    if int(failed):
        raise ValueError(f"{failed} of {asked} requests failed")
    return Paced(int(asked), float(p50_us) / 1e3, float(p99_us) / 1e3)


def delays_ms(text):
    """Of a line each; between them stands the log of the engine."""
    delays = [float(line) / 1e3 for line in text.splitlines() if re.fullmatch(r"-?[\d.]+", line)]
    if not delays:
        raise ValueError("no delay was measured")
    return delays
