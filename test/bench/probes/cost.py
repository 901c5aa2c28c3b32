"""What a prober costs: processor time of its threads for each probe that the targets answered, and its memory."""

import time
from dataclasses import dataclass

from measuring import machine


@dataclass(frozen=True)
class Reading:
    """At one instant, everything since some beginning."""
    at_s: float
    probes: int
    cpu_s: float        # of the prober
    targets_s: float    # of nginx
    beside_s: float     # of who else works for the prober, like the one who asks an exporter
    machine_s: float    # of all processes of the machine
    stolen_s: float     # by the machine's other guests


@dataclass(frozen=True)
class Sample:
    """Of one window. Shares are of one processor."""
    per_second: float
    cpu_us: float       # per probe
    busy: float
    targets_busy: float
    others: float       # of everybody who has nothing to do with it
    stolen: float
    resident_mb: float

    def __str__(self):
        return (f"{self.per_second:8,.0f}/s {self.cpu_us:8.1f} µs a probe   busy {self.busy:4.0%}   nginx {self.targets_busy:4.0%}"
                f"   {self.resident_mb:6.1f} MB   others {self.others:4.0%}   stolen {self.stolen:4.0%}")


def read(processes, beside, targets):
    machine_s, stolen_s = machine.seconds()
    return Reading(
        at_s=time.monotonic(), probes=targets.answered(), cpu_s=_of_all(processes), targets_s=_of_all([targets.process]),
        beside_s=_of_all(beside), machine_s=machine_s, stolen_s=stolen_s)


def _of_all(processes):
    return sum(machine.cpu_seconds(p.pid) for p in processes)


def sample(before, after, resident_mb):
    """Raises ValueError when nothing was probed. The second reading is itself a request that nginx counted."""
    seconds, probes = after.at_s - before.at_s, after.probes - before.probes - 1
    if probes <= 0:
        raise ValueError("nothing was probed")
    share = lambda field: (getattr(after, field) - getattr(before, field)) / seconds  # noqa: E731
    ours = share("cpu_s") + share("targets_s") + share("beside_s")
    return Sample(
        per_second=probes / seconds, cpu_us=share("cpu_s") * seconds / probes * 1e6, busy=share("cpu_s"),
        targets_busy=share("targets_s"), others=max(0.0, share("machine_s") - ours), stolen=share("stolen_s"),
        resident_mb=resident_mb)
