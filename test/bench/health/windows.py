"""One server under one load: what an answer costs it, and what else the machine did meanwhile."""

import resource
import time
from dataclasses import dataclass

from measuring import machine


@dataclass(frozen=True)
class Window:
    said: object      # by whom the requests were made
    cpu_us: float     # of the thread that answers, for each request
    busy: float       # that thread's share of its processor
    others: float     # of everybody who has nothing to do with it, of one processor
    stolen: float

    def __str__(self):
        return f"{self.cpu_us:6.2f} µs   busy {self.busy:4.0%}   others {self.others:4.0%}   stolen {self.stolen:4.0%}   {self.said}"


def window(server, load, beside=()):
    """`load()` runs to its end and says how many were `answered`; processes `beside` have to do with it."""
    ours = [server.process, *beside]
    began, cpu_ns, ours_s, (machine_s, stolen_s) = time.monotonic(), machine.thread_ns(server.thread), _of(ours), machine.seconds()
    said = load()
    machine_end_s, stolen_end_s = machine.seconds()
    seconds, cpu_ns = time.monotonic() - began, machine.thread_ns(server.thread) - cpu_ns
    return Window(
        said=said, cpu_us=cpu_ns / said.answered / 1e3, busy=cpu_ns / 1e9 / seconds,
        others=max(0.0, (machine_end_s - machine_s - _of(ours) + ours_s) / seconds), stolen=(stolen_end_s - stolen_s) / seconds)


def _of(processes):
    """Theirs, and ours with everybody who ended meanwhile, like the one who asked."""
    own = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(machine.cpu_seconds(p.pid) for p in processes) + sum(u.ru_utime + u.ru_stime for u in own)
