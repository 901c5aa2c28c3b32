"""How evenly a prober keeps to its schedule, by the log of its targets. Pure.

A line of the log is "1793332921.345 127.20.1.5:21003/17/3": when a target was asked, in seconds, and which.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass

BIN_S = 0.010
P99 = 0.99


@dataclass(frozen=True)
class Regularity:
    drift_ms: float    # mean gap between two probes of a target, less the intervals that it should be
    p99_ms: float      # of |gap - interval|
    busiest: float     # probes in the busiest 10 ms, to their mean
    probes: int

    def __str__(self):
        return f"drift {self.drift_ms:+.3f} ms, p99 {self.p99_ms:.0f} ms, busiest {self.busiest:.2f}, {self.probes:,} probes"


def read(lines):
    """(when, target) of each line that is whole: the last one may not be."""
    seen = []
    for line in lines:
        when, _, target = line.rstrip("\n").partition(" ")
        if line.endswith("\n") and target:
            seen.append((float(when), target))
    return seen


def regularity(seen, interval_s, begin_s, end_s):
    """Of the probes from `begin_s` until before `end_s`. Raises ValueError when no target was probed twice."""
    seen = [(when, target) for when, target in seen if begin_s <= when < end_s]
    between = _gaps(seen)
    if not between:
        raise ValueError("no target was probed twice")
    errors = sorted(abs(gap - interval_s) for gap in between)
    return Regularity(
        drift_ms=sum(gap - _whole(gap, interval_s) for gap in between) / len(between) * 1e3,
        p99_ms=errors[min(len(errors) - 1, int(P99 * len(errors)))] * 1e3,
        busiest=_busiest(seen, begin_s, end_s),
        probes=len(seen))


def _whole(gap, interval_s):
    """The nearest number of intervals: a probe that was left out is late, and no drift."""
    return max(1, round(gap / interval_s)) * interval_s


def _gaps(seen):
    by_target = defaultdict(list)
    for when, target in sorted(seen):
        by_target[target].append(when)
    return [b - a for times in by_target.values() for a, b in zip(times, times[1:])]


def _busiest(seen, begin_s, end_s):
    # Stamps are whole milliseconds: half of one more keeps them off the edges of the bins.
    bins = Counter(int((when - begin_s) / BIN_S + 0.05) for when, _ in seen)
    return max(bins.values()) / (len(seen) * BIN_S / (end_s - begin_s))
