"""What a process costs, second by second: memory, descriptors, threads; and what its /metrics say of its lateness."""

import threading
import time
from dataclasses import dataclass
from pathlib import Path

EVERY_S = 1


@dataclass
class Sample:
    at_s: float
    resident_mib: float
    descriptors: int
    threads: int
    cpu_s: float


class Sampler:
    """In a thread of its own, until it is left."""

    def __init__(self, process):
        self._process, self._end = process, threading.Event()
        self._began = time.monotonic()
        self.samples = []

    def __enter__(self):
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._end.set()
        self._thread.join()

    def _work(self):
        while not self._end.wait(EVERY_S):
            proc = Path(f"/proc/{self._process.pid}")
            fields = (proc / "stat").read_text().rpartition(")")[2].split()
            self.samples.append(Sample(
                time.monotonic() - self._began, self._process.resident_mib(), len(list((proc / "fd").iterdir())),
                len(list((proc / "task").iterdir())), (int(fields[11]) + int(fields[12])) / 100))


def medians(samples, attribute):
    """The median of each tenth, in order: what a trend is seen in."""
    values = [getattr(s, attribute) for s in samples]
    size = max(1, len(values) // 10)
    return [sorted(part)[len(part) // 2] for i in range(0, len(values), size) if (part := values[i:i + size])]


def growth(samples, attribute, warm_up_s):
    """From the median of the quarter after the warm-up to that of the last quarter."""
    values = [getattr(s, attribute) for s in samples if s.at_s > warm_up_s]
    quarter = max(1, len(values) // 4)
    middle = lambda part: sorted(part)[len(part) // 2]  # noqa: E731
    return middle(values[-quarter:]) - middle(values[:quarter])
