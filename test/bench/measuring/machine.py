"""Processor time and memory of processes, and of the machine."""

import os
from pathlib import Path

TICKS_PER_S = os.sysconf("SC_CLK_TCK")

QUIET = 0.15  # of a processor, that others may use before a figure is worth nothing


def cpu_seconds(pid):
    """Of all threads that there are, to the nanosecond: the times in /proc/PID/stat are sampled."""
    total = 0
    for thread in threads(pid):
        try:
            total += thread_ns(thread)
        except FileNotFoundError:
            continue  # it ended
    return total / 1e9


def threads(pid):
    """Each as its directory in /proc."""
    return list(Path(f"/proc/{pid}/task").iterdir())


def thread_ns(thread):
    return int((thread / "schedstat").read_text().split()[0])


def seconds():
    """(seconds that all processors worked, seconds that were stolen by other guests), since it started."""
    return seconds_in(Path("/proc/stat").read_text())


def seconds_in(text):
    user, nice, system, _idle, _wait, irq, softirq, stolen = (int(n) for n in text.split("\n", 1)[0].split()[1:9])
    return (user + nice + system + irq + softirq) / TICKS_PER_S, stolen / TICKS_PER_S


def complain_of(others, say):
    """`others`: the most that they used of a processor in any window."""
    if others > QUIET:
        say(f"others used up to {others:.0%} of a processor meanwhile: what follows is not to be trusted")


def resident_mb(pid):
    """In 10^6 bytes."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024 / 1e6
    raise OSError(f"{pid} has no memory: it ended")
